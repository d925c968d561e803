using System.Text.Json.Serialization;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connections.Notices;

/// <summary>A target as it is entered. What is left out stays as it is.</summary>
internal sealed record NoticeTargetRequest
{
    /// <summary>The hotel; null for all hotels of the organisation. Only when it is made.</summary>
    public string? HotelId { get; init; }

    /// <summary>Webhook or Email. Only when it is made.</summary>
    public NoticeChannel? Kind { get; init; }

    /// <summary>A web address (https) or an e-mail address.</summary>
    public string? Address { get; init; }

    /// <summary>Kinds of notices, as in <c>write-back-failed</c>; an empty list for all.</summary>
    public List<string>? NoticeKinds { get; init; }

    public bool? IsEnabled { get; init; }

    /// <summary>True draws a new secret for a webhook; the old one signs nothing any more.</summary>
    public bool NewSecret { get; init; }
}

/// <summary>A target as it is shown.</summary>
internal sealed record NoticeTargetView
{
    public required string Id { get; init; }

    public string? HotelId { get; init; }

    public required NoticeChannel Kind { get; init; }

    public required string Address { get; init; }

    /// <summary>Null for all.</summary>
    public IReadOnlyList<string>? NoticeKinds { get; init; }

    public required bool IsEnabled { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>What signs its webhooks: in the answer that draws it, and nowhere else.</summary>
    public string? Secret { get; init; }

    public static NoticeTargetView Of(NoticeTarget target, string? secret = null) => new()
    {
        Id = target.TargetId,
        HotelId = target.HotelId,
        Kind = target.Kind,
        Address = target.Address,
        NoticeKinds = target.NoticeKinds,
        IsEnabled = target.IsEnabled,
        CreatedAt = target.CreatedAt,
        ChangedAt = target.ChangedAt,
        Secret = secret,
    };

    // A record prints its members, and one of these is a secret.
    public override string ToString() => Id;
}

/// <summary>A notice with how far it has come.</summary>
internal sealed record NoticeView
{
    public required Guid Id { get; init; }

    public string? HotelId { get; init; }

    public string? ConnectionId { get; init; }

    public required string Kind { get; init; }

    public required string Summary { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    public required IReadOnlyList<NoticeDeliveryView> Deliveries { get; init; }

    public static NoticeView Of(Notice notice) => new()
    {
        Id = notice.NoticeId,
        HotelId = notice.HotelId,
        ConnectionId = notice.ConnectionId,
        Kind = notice.Kind,
        Summary = notice.Summary,
        RaisedAt = notice.RaisedAt,
        Deliveries =
        [
            .. notice.Deliveries.OrderBy(delivery => delivery.TargetId, StringComparer.Ordinal).Select(delivery => new NoticeDeliveryView(
                delivery.TargetId, delivery.State, delivery.Attempts, delivery.State is "Waiting" ? delivery.DueAt : null, delivery.SettledAt, delivery.LastError)),
        ],
    };
}

/// <summary>One notice on its way to one target.</summary>
/// <param name="TargetId">To whom.</param>
/// <param name="State">Waiting, Sent or Failed.</param>
/// <param name="Attempts">Tries so far.</param>
/// <param name="NextAttemptAt">When it is tried next; null once it is settled.</param>
/// <param name="SettledAt">When it arrived or was given up.</param>
/// <param name="LastError">Why the last try failed.</param>
internal sealed record NoticeDeliveryView(string TargetId, string State, int Attempts, DateTimeOffset? NextAttemptAt, DateTimeOffset? SettledAt, string? LastError);

/// <summary>A trial that was sent on its way.</summary>
internal sealed record NoticeTrialView(Guid NoticeId);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(NoticeTargetRequest))]
[JsonSerializable(typeof(NoticeTargetView))]
[JsonSerializable(typeof(Page<NoticeTargetView>))]
[JsonSerializable(typeof(NoticeView))]
[JsonSerializable(typeof(Page<NoticeView>))]
[JsonSerializable(typeof(NoticeTrialView))]
internal sealed partial class NoticeJson : JsonSerializerContext;
