using Microsoft.Extensions.Logging;
using PmsPlatform.TestKit;

namespace PmsPlatform.Gateway.Tests;

public sealed class LogTests
{
    [Fact]
    public async Task Nothing_personal_and_no_key_is_ever_logged_at_any_level()
    {
        await using var service = await Backends.StartAsync();
        await using var gateway = await SyncTests.BehindAsync(service.Url);

        await gateway.GetAsync("/api/context?phone=%2B15550177&email=ilka.mrkd%40example.org", ("x-pms-identity", "forged-mrkd"), ("Cookie", "cookie-mrkd"));
        await gateway.SendAsync(HttpMethod.Get, "/api/context?phone=%2B15550177", [("x-api-key", "guess-mrkd-0123456789")]);
        await gateway.SyncAsync("bookings", SyncTests.Json("""{"provider":"ilka.mrkd@example.org"}"""));
        await service.DisposeAsync();
        await gateway.GetAsync("/api/context?phone=%2B15550177");

        var log = gateway.Logs.Text;
        Assert.NotEmpty(log);
        foreach (var mark in new[] { "15550177", "mrkd", Settings.ConciergeKey, Settings.InternalKey })
            Assert.DoesNotContain(mark, log, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_write_is_in_the_access_log_with_who_and_what_came_of_it()
    {
        await using var service = await Backends.StartAsync();
        await using var gateway = await SyncTests.BehindAsync(service.Url);

        await gateway.SendAsync(
            HttpMethod.Post, "/api/pms/sync/rooms?x=1", [("x-api-key", Settings.ConciergeKey), ("x-correlation-id", "cause-7")], SyncTests.Json("""{"provider":"mews"}"""));

        // The line is written when the answer is out.
        await Eventually.TrueAsync(() => Lines(gateway).Any(), TimeSpan.FromSeconds(30), "the line is there", TestContext.Current.CancellationToken);
        var line = Assert.Single(Lines(gateway));
        Assert.Equal(LogLevel.Information, line.Level);
        Assert.StartsWith("POST sync-rooms by concierge: 200 in ", line.Message, StringComparison.Ordinal);
        Assert.EndsWith("(cause-7)", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_is_logged_for_debugging_only()
    {
        await using var service = await Backends.StartAsync();
        await using var gateway = await SyncTests.BehindAsync(service.Url);

        await gateway.GetAsync("/api/context?phone=1");

        await Eventually.TrueAsync(() => Lines(gateway).Any(), TimeSpan.FromSeconds(30), "the line is there", TestContext.Current.CancellationToken);
        Assert.All(Lines(gateway), line => Assert.Equal(LogLevel.Debug, line.Level));
        Assert.DoesNotContain(gateway.Logs.Entries, entry => entry.Level >= LogLevel.Information && entry.Category.StartsWith("PmsPlatform", StringComparison.Ordinal));
    }

    private static IEnumerable<LogEntry> Lines(RunningGateway gateway) => gateway.Logs.Entries.Where(entry => entry.Category.EndsWith("FrontDoor", StringComparison.Ordinal));
}
