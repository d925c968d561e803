using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;

namespace PmsPlatform.Connectors.Mews.Tests;

/// <summary>Makes connectors of the real class over the real vendor access, without rate windows.</summary>
internal static class MewsHttp
{
    public static readonly HotelSettings Aurora = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Budapest"), "EUR");

    private static readonly HttpClient Client = new() { Timeout = Timeout.InfiniteTimeSpan };

    public static MewsConnector Connect(
        string url,
        TimeProvider? time = null,
        HotelSettings? hotel = null,
        ILogger? logger = null,
        params IEnumerable<KeyValuePair<string, string>> settings)
    {
        time ??= TimeProvider.System;
        logger ??= NullLogger.Instance;
        var account = new VendorAccount
        {
            Vendor = MewsConnector.Descriptor.Slug,
            Endpoint = new Uri(url.TrimEnd('/') + "/"),
            Client = Client,
            RequestTimeout = MewsConnector.Descriptor.RequestTimeout,
            Budget = new UnlimitedRateBudget(time),
            Availability = new VendorAvailability("con_test", time, logger),
            Tokens = _ => throw new NotSupportedException("Mews has no tokens to fetch."),
            Time = time,
            Logger = logger,
        };
        KeyValuePair<string, string>[] credentials = [new("clientToken", "the-client-token"), new("accessToken", "the-access-token")];
        var context = new ConnectorContext
        {
            Settings = new ConnectionSettings(settings.Concat(credentials.Where(credential => !settings.Any(setting => setting.Key == credential.Key)))),
            Hotel = hotel ?? Aurora,
            Http = new VendorHttp(account),
            Time = time,
        };
        return (MewsConnector)MewsConnector.Connect(context);
    }
}

/// <summary>A clock on which every wait is over at once.</summary>
internal sealed class HurriedTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
}
