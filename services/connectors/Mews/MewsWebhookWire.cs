using System.Text.Json.Serialization;

namespace PmsPlatform.Connectors.Mews;

/// <summary>
/// General webhook: ids of what changed (https://mews-systems.gitbook.io/connector-api/events/wh-general). The integration webhook has an action instead.
/// </summary>
internal sealed record MewsNotice(string? EnterpriseId, IReadOnlyList<MewsNoticeEvent?>? Events, string? Action);

internal sealed record MewsNoticeEvent(string? Discriminator, MewsNoticeValue? Value);

internal sealed record MewsNoticeValue(string? Id);

[JsonSerializable(typeof(MewsNotice))]
internal sealed partial class MewsWebhookJson : JsonSerializerContext;
