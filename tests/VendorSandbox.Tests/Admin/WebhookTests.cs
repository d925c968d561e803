using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PmsPlatform.TestKit;
using PmsPlatform.VendorSandbox.Tests.Kit;

namespace PmsPlatform.VendorSandbox.Tests.Admin;

/// <summary>Vendors tell of changes as their documentation says.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private readonly Queue<int> _answers = new();
    private FakeVendor _receiver = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _receiver = await FakeVendor.StartAsync(
        http =>
        {
            lock (_answers)
                http.Response.StatusCode = _answers.TryDequeue(out var status) ? status : StatusCodes.Status202Accepted;
            return Task.CompletedTask;
        },
        Token);

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task Mews_names_the_reservations_that_changed_and_nothing_else_of_them()
    {
        await using var sandbox = await MewsAsync();
        var changed = (await sandbox.PostAsync("/admin/properties/aurora/modify", new { kind = "Touch", count = 3 })).Body;
        var expected = changed.GetProperty("bookings").EnumerateArray().Select(id => id.GetString()!).ToHashSet(StringComparer.Ordinal);
        await ReceivedAsync(sandbox, 1, () => Named().IsSupersetOf(expected));

        Assert.Equal(expected, Named());
        var body = JsonDocument.Parse(_receiver.Requests[0].Body).RootElement;
        Assert.Equal(["EnterpriseId", "IntegrationId", "Events"], body.EnumerateObject().Select(member => member.Name));
        Assert.All(body.GetProperty("Events").EnumerateArray(), told => Assert.Equal("ServiceOrderUpdated", told.GetProperty("Discriminator").GetString()));
        Assert.Equal("/webhooks/secret-of-aurora", _receiver.Requests[0].Target);
    }

    [Fact]
    public async Task Hostaway_sends_the_whole_reservation_with_the_login_it_was_given()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(20)).ReadyAsync();
        await hostaway.ResultAsync(HttpMethod.Post, "webhooks/unifiedWebhooks", new { url = _receiver.Url + "/webhooks/h", login = "pms", password = "päss:word", isEnabled = 1 });
        var changed = (await sandbox.PostAsync("/admin/properties/harbour/modify", new { kind = "Touch", count = 1 })).Body;
        await ReceivedAsync(sandbox, 1);

        var request = _receiver.Requests[0];
        Assert.Equal($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("pms:päss:word"))}", request.Headers["Authorization"]);
        var body = JsonDocument.Parse(request.Body).RootElement;
        Assert.Equal(("reservation", "reservation.updated"), (body.GetProperty("object").GetString(), body.GetProperty("event").GetString()));
        var id = changed.GetProperty("bookings")[0].GetString();
        Assert.Equal(id, body.GetProperty("data").GetProperty("id").GetRawText());
        var (_, shown) = await hostaway.GetAsync($"reservations/{id}?includeResources=1&includePayments=1");
        Assert.Equal(shown.GetProperty("result").GetRawText(), body.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task A_new_booking_is_told_as_created()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(20)).ReadyAsync();
        await hostaway.ResultAsync(HttpMethod.Post, "webhooks/unifiedWebhooks", new { url = _receiver.Url });
        await sandbox.PostAsync("/admin/properties/harbour/modify", new { kind = "Create", count = 1 });
        await ReceivedAsync(sandbox, 1);
        Assert.Contains("reservation.created", _receiver.Requests[0].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, 2)]
    [InlineData(429, 2)]
    [InlineData(400, 1)]
    public async Task Hostaway_tries_again_what_may_pass_and_takes_other_refusals_for_final(int answer, int tries)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var hostaway = await (await sandbox.AddHostawayAsync(20)).ReadyAsync();
        await hostaway.ResultAsync(HttpMethod.Post, "webhooks/unifiedWebhooks", new { url = _receiver.Url });
        _answers.Enqueue(answer);
        await sandbox.PostAsync("/admin/properties/harbour/modify", new { kind = "Touch", count = 1 });
        await ReceivedAsync(sandbox, 1);
        await SettledAsync(sandbox, "harbour");
        Assert.Equal(tries, _receiver.Requests.Count);
    }

    [Fact]
    public async Task After_its_last_try_a_delivery_is_dropped()
    {
        await using var sandbox = await MewsAsync();
        foreach (var answer in Enumerable.Repeat(503, 10))
            _answers.Enqueue(answer);
        await sandbox.PostAsync("/admin/properties/aurora/modify", new { kind = "Touch", count = 1 });
        await SettledAsync(sandbox, "aurora");
        Assert.Equal(4, _receiver.Requests.Count);
        Assert.Equal(1, (await sandbox.GetAsync("/admin/webhooks?property=aurora")).GetProperty("dropped").GetInt64());
    }

    [Fact]
    public async Task Webhooks_can_be_lost_and_doubled_by_order()
    {
        await using var sandbox = await MewsAsync();
        await sandbox.FaultAsync(new { property = "aurora", kind = "DropWebhooks", count = 1 });
        await sandbox.PostAsync("/admin/properties/aurora/modify", new { kind = "Touch", count = 1 });
        await SettledAsync(sandbox, "aurora");
        Assert.Empty(_receiver.Requests);

        await sandbox.FaultAsync(new { property = "aurora", kind = "DuplicateWebhooks", count = 1 });
        await sandbox.PostAsync("/admin/properties/aurora/modify", new { kind = "Touch", count = 1 });
        await ReceivedAsync(sandbox, 2);
        Assert.Equal(_receiver.Requests[0].Body, _receiver.Requests[1].Body);
    }

    [Fact]
    public async Task An_agreement_is_for_vendors_without_an_operation_of_their_own()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await sandbox.AddHostawayAsync(5);
        await sandbox.AddMewsAsync(5);
        foreach (var (property, url, status) in ((string, string, int)[])[("harbour", "http://x.example/", 400), ("aurora", "no address", 400), ("nobody", "http://x.example/", 404)])
        {
            using var answer = await sandbox.Http.PutAsJsonAsync($"/admin/properties/{property}/webhook", new { url }, Token);
            Assert.Equal(status, (int)answer.StatusCode);
        }
    }

    private async Task<Sandbox> MewsAsync()
    {
        var sandbox = await Sandbox.StartAsync();
        await sandbox.AddMewsAsync(20);
        using var answer = await sandbox.Http.PutAsJsonAsync("/admin/properties/aurora/webhook", new { url = _receiver.Url + "/webhooks/secret-of-aurora" }, Token);
        Assert.Equal(204, (int)answer.StatusCode);
        return sandbox;
    }

    private HashSet<string> Named() => _receiver.Requests
        .SelectMany(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("Events").EnumerateArray())
        .Select(told => told.GetProperty("Value").GetProperty("Id").GetString()!)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>The sandbox's clock stands still unless it is moved.</summary>
    private Task ReceivedAsync(Sandbox sandbox, int requests, Func<bool>? also = null) => Eventually.TrueAsync(
        () =>
        {
            sandbox.Time.Advance(TimeSpan.FromMilliseconds(50));
            return _receiver.Requests.Count >= requests && also?.Invoke() != false;
        },
        TimeSpan.FromSeconds(20),
        $"{requests} deliveries have come",
        Token);

    private static Task SettledAsync(Sandbox sandbox, string property) => Eventually.TrueAsync(
        async () =>
        {
            sandbox.Time.Advance(TimeSpan.FromMinutes(1));
            var summary = await sandbox.GetAsync($"/admin/webhooks?property={property}");
            return summary.GetProperty("delivered").GetInt64() + summary.GetProperty("dropped").GetInt64() > 0;
        },
        TimeSpan.FromSeconds(20),
        "the delivery is settled",
        Token);
}
