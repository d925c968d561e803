using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.Connections.Notices;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connections.Tests.Notices;

/// <summary>What needs a human reaches one: by webhooks that can be proved, by e-mail, and again when it did not arrive.</summary>
public sealed class NoticeTests(NoticeService notices) : IClassFixture<NoticeService>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly RegistryService service = notices.Service;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alert_on_the_bus_arrives_as_a_webhook_whose_signature_proves_it()
    {
        var (owner, hotel) = await OwnerAsync("webhook");
        var (made, _) = await owner.AskAsync(HttpStatusCode.Created, HttpMethod.Post, "/api/notices/targets", Webhook(hotel, "/signed"));
        var secret = made.GetProperty("secret").GetString()!;

        await service.Services.GetRequiredService<IBus>().PublishAllAsync([Alert(hotel, "write-back-failed")], Delivery.Optional, Cancel);
        var request = Assert.Single(await ArrivedAsync("/signed", 1));

        var signed = $"{request.Headers["webhook-id"]}.{request.Headers["webhook-timestamp"]}.{request.Body}";
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        Assert.Equal("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed))), request.Headers["webhook-signature"]);
        Assert.Equal(service.Time.GetUtcNow().ToUnixTimeSeconds(), long.Parse(request.Headers["webhook-timestamp"], CultureInfo.InvariantCulture));
        var body = JsonElement.Parse(request.Body);
        Assert.Equal(("pms.notice.write-back-failed", hotel), (body.GetProperty("type").GetString(), body.GetProperty("data").GetProperty("hotelId").GetString()));
        var (shown, _) = await owner.GetAsync("/api/notices/targets");
        Assert.DoesNotContain("whsec_", shown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alert_arrives_as_an_e_mail_in_a_whole_conversation_with_the_mail_server()
    {
        var (owner, hotel) = await OwnerAsync("mail");
        await owner.AskAsync(HttpStatusCode.Created, HttpMethod.Post, "/api/notices/targets", $$"""{"hotelId":"{{hotel}}","kind":"Email","address":"night@hotel.example"}""");

        await RaiseAsync(hotel, "connection-unauthorised");
        await Eventually.TrueAsync(() => notices.Mail.Mails.Any(mail => mail.To.Contains("night@hotel.example")), Soon, "the mail arrives", Cancel);

        var mail = Assert.Single(notices.Mail.Mails, mail => mail.To.Contains("night@hotel.example"));
        Assert.Equal("pms@platform.example", mail.From);
        Assert.Contains($"Subject: [PmsPlatform] connection-unauthorised at {hotel}", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Somebody should look.", mail.Text, StringComparison.Ordinal);
        Assert.Contains(notices.Mail.Said, line => line.StartsWith("AUTH PLAIN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_refused_is_tried_again_more_slowly_with_the_same_id_and_given_up_after_a_day()
    {
        var (owner, hotel) = await OwnerAsync("again");
        await owner.AskAsync(HttpStatusCode.Created, HttpMethod.Post, "/api/notices/targets", Webhook(hotel, "/down"));
        var status = 500;
        notices.Answers["/down"] = () => status;
        await RaiseAsync(hotel, "silence");
        await ArrivedAsync("/down", 1);
        Assert.Equal(("Waiting", 1), await StateAsync(owner, hotel, attempts: 1));

        service.Time.Advance(TimeSpan.FromSeconds(10));
        await ArrivedAsync("/down", 2);
        Assert.Equal(("Waiting", 2), await StateAsync(owner, hotel, attempts: 2));
        status = 204;
        service.Time.Advance(TimeSpan.FromSeconds(40));
        var requests = await ArrivedAsync("/down", 3);
        Assert.Equal(("Sent", 3), await StateAsync(owner, hotel, attempts: 3));
        Assert.Single(requests.Select(request => request.Headers["webhook-id"]).Distinct());

        var (other, place) = await OwnerAsync("never");
        await other.AskAsync(HttpStatusCode.Created, HttpMethod.Post, "/api/notices/targets", Webhook(place, "/never"));
        notices.Answers["/never"] = () => 503;
        await RaiseAsync(place, "silence");
        await Eventually.TrueAsync(
            async () =>
            {
                service.Time.Advance(TimeSpan.FromMinutes(10));
                return (await StateAsync(other, place)).State is "Failed";
            },
            TimeSpan.FromSeconds(90), "it is given up", Cancel);
        Assert.InRange((await StateAsync(other, place)).Attempts, 5, 40);
    }

    [Fact]
    public async Task An_address_that_the_mail_server_refuses_for_good_is_not_tried_again()
    {
        var (owner, hotel) = await OwnerAsync("nobody");
        await owner.AskAsync(HttpStatusCode.Created, HttpMethod.Post, "/api/notices/targets", $$"""{"hotelId":"{{hotel}}","kind":"Email","address":"nobody@hotel.example"}""");
        await RaiseAsync(hotel, "silence");
        await Eventually.TrueAsync(async () => (await StateAsync(owner, hotel)).State is "Failed", Soon, "it is given up", Cancel);
        Assert.Equal(("Failed", 1), await StateAsync(owner, hotel));
    }

    [Fact]
    public async Task A_feed_that_fails_three_times_in_a_row_is_one_notice_and_none_when_it_succeeds_in_between()
    {
        var (owner, hotel) = await OwnerAsync("failing");
        var consumer = Consumer();
        for (var time = 0; time < 2; time++)
            await consumer.CountAsync(Failed(hotel), Cancel);
        service.Time.Advance(TimeSpan.FromSeconds(1));
        await consumer.ForgetAsync(Completed(hotel), Cancel);
        for (var time = 0; time < 2; time++)
            await consumer.CountAsync(Failed(hotel), Cancel);
        Assert.Empty(await KindsAsync(owner));

        var third = Failed(hotel);
        for (var time = 0; time < 3; time++)
            await consumer.CountAsync(third, Cancel);
        await consumer.CountAsync(Failed(hotel), Cancel);

        Assert.Equal(["sync-failing"], await KindsAsync(owner));
    }

    [Fact]
    public async Task Records_that_pile_up_in_quarantine_are_one_notice_an_hour()
    {
        var (owner, hotel) = await OwnerAsync("quarantine");
        var consumer = Consumer();
        var same = Quarantined(hotel);
        for (var time = 0; time < 30; time++)
            await consumer.CountAsync(same, Cancel);
        Assert.Empty(await KindsAsync(owner));
        for (var time = 0; time < 25; time++)
            await consumer.CountAsync(Quarantined(hotel), Cancel);

        Assert.Equal(["quarantine-growing"], await KindsAsync(owner));
    }

    [Fact]
    public async Task A_connection_in_Error_is_a_notice_once_however_often_it_is_told()
    {
        var (owner, hotel) = await OwnerAsync("error");
        var changed = new ConnectionChanged { Context = ContextOf(hotel), State = ConnectionState.Error, Reason = "The vendor refuses the credentials." };
        for (var time = 0; time < 3; time++)
            await Consumer().RaiseAsync(changed, Cancel);
        await Consumer().RaiseAsync(changed with { State = ConnectionState.Active }, Cancel);

        Assert.Equal(["connection-error"], await KindsAsync(owner));
    }

    [Fact]
    public async Task A_key_that_ends_soon_is_told_of_once()
    {
        var (owner, hotel) = await OwnerAsync("key");
        foreach (var (name, days) in new[] { ("ends-soon", 3), ("ends-later", 30) })
        {
            await owner.AskAsync(
                HttpStatusCode.Created, HttpMethod.Post, "/api/keys",
                $$"""{"name":"{{name}}","permissions":["ViewData"],"hotelIds":["{{hotel}}"],"expiresAt":"{{service.Time.GetUtcNow().AddDays(days):O}}"}""");
        }

        for (var time = 0; time < 2; time++)
            await service.Services.GetRequiredService<ExpiringKeys>().RaiseAsync(Cancel);

        var (page, _) = await owner.GetAsync("/api/notices?kind=key-expiring");
        Assert.Contains("ends-soon", Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("summary").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_kinds_that_are_wanted_and_only_targets_that_are_on_are_told_and_a_trial_always()
    {
        var (owner, hotel) = await OwnerAsync("wanted");
        await owner.AskAsync(HttpStatusCode.Created, HttpMethod.Post, "/api/notices/targets", Webhook(hotel, "/wanted", """["silence"]"""));
        var (off, _) = await owner.AskAsync(HttpStatusCode.Created, HttpMethod.Post, "/api/notices/targets", Webhook(hotel, "/off"));
        await owner.AskAsync(HttpStatusCode.OK, HttpMethod.Put, $"/api/notices/targets/{off.GetProperty("id").GetString()}", """{"isEnabled":false}""");

        await RaiseAsync(hotel, "write-back-failed");
        await RaiseAsync(hotel, "silence");
        await owner.AskAsync(HttpStatusCode.Accepted, HttpMethod.Post, $"/api/notices/targets/{off.GetProperty("id").GetString()}/trial");

        Assert.Contains("pms.notice.trial", Assert.Single(await ArrivedAsync("/off", 1)).Body, StringComparison.Ordinal);
        Assert.Contains("pms.notice.silence", Assert.Single(await ArrivedAsync("/wanted", 1)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"kind":"Webhook","address":"http://example.org/"}""", "$.address")]
    [InlineData("""{"kind":"Webhook","address":"https://10.0.0.1/"}""", "$.address")]
    [InlineData("""{"kind":"Webhook","address":"https://localhost/"}""", "$.address")]
    [InlineData("""{"kind":"Email","address":"nobody"}""", "$.address")]
    [InlineData("""{"address":"https://example.org/"}""", "$.kind")]
    [InlineData("""{"kind":"Email"}""", "$.address")]
    public async Task A_target_that_cannot_be_is_refused_with_its_field(string body, string field)
    {
        var (owner, _) = await OwnerAsync($"bad-{Guid.NewGuid():N}"[..20]);
        var (problem, _) = await owner.AskAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/notices/targets", body);
        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    private static string Webhook(string hotel, string path, string kinds = "null") =>
        $$"""{"hotelId":"{{hotel}}","kind":"Webhook","address":"{{NoticeService.Trusted}}{{path}}","noticeKinds":{{kinds}}}""";

    private AlertRaised Alert(string hotel, string kind) => new() { Context = ContextOf(hotel), Kind = kind, Summary = "Somebody should look." };

    private EventContext ContextOf(string hotel) => new()
    {
        HotelId = hotel,
        ConnectionId = $"con_{hotel}",
        Vendor = "mews",
        CorrelationId = "c",
        OccurredAt = service.Time.GetUtcNow(),
        SyncRunId = Guid.NewGuid(),
    };

    private SyncRunFailed Failed(string hotel) => new()
    {
        Context = ContextOf(hotel),
        Scope = new SyncRunScope { Entity = EntityKind.Booking, Mode = SyncMode.Full },
        Counts = new SyncCounts(),
        StartedAt = service.Time.GetUtcNow(),
        FailedAt = service.Time.GetUtcNow(),
        ErrorKind = "Unavailable",
        Reason = "The vendor does not answer.",
    };

    private SyncRunCompleted Completed(string hotel) => new()
    {
        Context = ContextOf(hotel),
        Scope = new SyncRunScope { Entity = EntityKind.Booking, Mode = SyncMode.Full },
        Counts = new SyncCounts(),
        StartedAt = service.Time.GetUtcNow(),
        CompletedAt = service.Time.GetUtcNow(),
    };

    private RecordQuarantined Quarantined(string hotel) =>
        new() { Context = ContextOf(hotel), QuarantineId = Guid.NewGuid(), Entity = EntityKind.Booking, Path = "$.arrival", Reason = "is missing" };

    private RaiseNotices Consumer() => ActivatorUtilities.CreateInstance<RaiseNotices>(service.Services);

    private Task RaiseAsync(string hotel, string kind) => Consumer().RaiseAsync(Alert(hotel, kind), Guid.NewGuid().ToString(), Cancel);

    private async Task<(Owner Owner, string Hotel)> OwnerAsync(string name) => (await service.OwnerAsync($"ntc-{name}", $"ntc-{name}"), $"htl_ntc-{name}");

    private static async Task<List<string>> KindsAsync(Owner owner) =>
        [.. (await owner.GetAsync("/api/notices")).Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("kind").GetString()!)];

    private async Task<IReadOnlyList<ReceivedRequest>> ArrivedAsync(string path, int count)
    {
        await Eventually.TrueAsync(() => OrNudged(notices.Receiver.Requests.Count(request => request.Target == path) >= count), Soon, $"{count} arrive at {path}", Cancel);
        return [.. notices.Receiver.Requests.Where(request => request.Target == path)];
    }

    /// <summary>Lets the sender look again: it may have begun to wait after the clock was moved.</summary>
    private bool OrNudged(bool isSo)
    {
        if (!isSo)
            service.Time.Advance(TimeSpan.FromMilliseconds(10));
        return isSo;
    }

    /// <summary>Where the hotel's newest notice stands, once it was tried so often.</summary>
    private async Task<(string State, int Attempts)> StateAsync(Owner owner, string hotel, int attempts = 0)
    {
        (string State, int Attempts, bool IsSettling) found = ("", 0, true);
        await Eventually.TrueAsync(
            async () =>
            {
                var (page, _) = await owner.GetAsync($"/api/notices?hotelId={hotel}");
                var delivery = page.GetProperty("items")[0].GetProperty("deliveries")[0];
                found = (delivery.GetProperty("state").GetString()!, delivery.GetProperty("attempts").GetInt32(), !delivery.TryGetProperty("lastError", out _) && !delivery.TryGetProperty("settledAt", out _));
                return OrNudged(found.Attempts >= attempts && (attempts == 0 || !found.IsSettling));
            },
            Soon, $"it was tried {attempts} times", Cancel);
        return (found.State, found.Attempts);
    }
}
