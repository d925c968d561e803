using System.Net.Http.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.ServiceDefaults.Directory;

namespace PmsPlatform.Connectors.Runtime.Connections;

/// <summary>Tells the registry what a connection to this vendor needs, once at each start: forms and checks there come from the descriptor here.</summary>
internal sealed partial class VendorReporter(
    RegistryCalls registry, ConnectorDescriptor descriptor, VendorCapabilities capabilities, TimeProvider time, ILogger<VendorReporter> logger) : BackgroundService
{
    private static readonly TimeSpan NextTry = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var report = Report();
        for (var tries = 1; registry.IsConfigured && !stoppingToken.IsCancellationRequested; tries++)
        {
            try
            {
                using var body = JsonContent.Create(report, ContractsJson.Default.VendorReport);
                using var response = await registry.SendAsync(HttpMethod.Put, $"/internal/vendors/{descriptor.Slug}", body, stoppingToken);
                response.EnsureSuccessStatusCode();
                return;
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
            {
                if (tries == 10 && !stoppingToken.IsCancellationRequested)
                    Log.NotReported(logger, error.GetType().Name);
            }

            await Task.Delay(NextTry * Math.Min(tries, 30), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private VendorReport Report() => new()
    {
        Slug = descriptor.Slug,
        Name = descriptor.Name,
        DefaultEndpoint = descriptor.DefaultEndpoint,
        Documentation = descriptor.Documentation,
        Settings =
        [
            .. descriptor.Settings.Select(setting => new VendorSetting
            {
                Name = setting.Name, Label = setting.Label, Guidance = setting.Guidance, Secret = setting.Secret, Required = setting.Required && setting.Default is null,
                Default = setting.Default,
                Pattern = setting.Pattern,
                PatternHint = setting.PatternHint,
            }),
        ],
        PropertySetting = descriptor.PropertySetting,
        Feeds = [.. FeedSchedule.KnownAt(descriptor).Select(feed => new VendorFeed(feed.Feed, feed.Cron))],
        Capabilities = descriptor.TakesFieldOverrides ? [.. capabilities.Names, VendorReport.FieldOverrides] : capabilities.Names,
        Limits = [.. descriptor.Limits.Select(limit => new VendorLimit(limit.Calls, (int)limit.Per.TotalSeconds, limit.Scope is RateScope.Account ? "account" : "address"))],
        Guide = descriptor.Guide,
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The registry cannot be told what this vendor needs ({Fault}); it is tried again")]
        public static partial void NotReported(ILogger logger, string fault);
    }
}

/// <summary>What the vendor's connector can do, for the registry and the console.</summary>
/// <param name="Names">As in <c>reads-bookings</c>.</param>
internal sealed record VendorCapabilities(IReadOnlyList<string> Names)
{
    /// <summary>The names of the capability interfaces of a connector: IReadsBookings is reads-bookings, IWrites of a NoteWrite is writes-note.</summary>
    public static VendorCapabilities Of<TConnector>() => new(
    [
        .. typeof(TConnector).GetInterfaces()
            .Where(capability => capability.IsPublic && capability.Assembly == typeof(IPmsConnector).Assembly && capability != typeof(IPmsConnector))
            .Select(NameOf)
            .Order(StringComparer.Ordinal),
    ]);

    private static string NameOf(Type capability)
    {
        var name = capability.Name[1..];
        if (capability.IsGenericType)
            name = string.Concat(name.AsSpan(0, name.IndexOf('`', StringComparison.Ordinal)), capability.GenericTypeArguments[0].Name.Replace("Write", "", StringComparison.Ordinal));
        return string.Concat(name.Select((letter, index) => char.IsUpper(letter) && index > 0 ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
    }
}
