using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Runtime.Tests.Connections;

/// <summary>A vendor whose credentials are proved by one call with a token.</summary>
internal sealed class TrialConnector(ConnectorContext context) : IPmsConnector
{
    public static ConnectorDescriptor Descriptor { get; } = new()
    {
        Slug = "trial",
        Name = "Trial PMS",
        DefaultEndpoint = new Uri("https://endpoint.invalid/"),
        Documentation = new Uri("https://endpoint.invalid/docs"),
        Settings = [new SettingDescriptor { Name = "key", Label = "Key", Guidance = "In the dashboard.", Secret = true }],
        Limits = [new RateWindow(1000, TimeSpan.FromSeconds(1))],
        AccountSettings = ["key"],
        RequestTimeout = TimeSpan.FromSeconds(1),
    };

    public static IPmsConnector Connect(ConnectorContext context) => new TrialConnector(context);

    public static MappedRecords Map(EntityKind entity, ReadOnlyMemory<byte> payload, HotelSettings hotel) => new();

    public Task CheckAsync(CancellationToken cancellationToken) => context.Http
        .WithToken(_ => Task.FromResult(new VendorToken(context.Settings.GetSecret("key"), DateTimeOffset.MaxValue)))
        .SendAsync(new VendorRequest { Method = HttpMethod.Get, Path = "check", Operation = "check" }, cancellationToken);
}
