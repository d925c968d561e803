using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PmsPlatform.TestKit;
using PmsPlatform.VendorSandbox.Tests.Kit;

namespace PmsPlatform.VendorSandbox.Tests.Mock;

public sealed class MockWebhookTests : IAsyncLifetime
{
    private const string Secret = "a-secret-of-some-length";

    private readonly Queue<int> _answers = new();
    private FakeVendor _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await FakeVendor.StartAsync(
        http =>
        {
            lock (_answers)
                http.Response.StatusCode = _answers.TryDequeue(out var status) ? status : StatusCodes.Status202Accepted;
            return Task.CompletedTask;
        },
        TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task A_change_is_told_whole_and_signed()
    {
        var mock = await ToldAsync();
        await using var sandbox = mock.Sandbox;
        await mock.CallAsync(HttpMethod.Patch, "bookings/B-1", new { specialRequests = "Cot" });
        await ReceivedAsync(sandbox, 1);

        var request = _receiver.Requests[0];
        AssertSigned(request, Encoding.UTF8.GetBytes(Secret));
        Assert.InRange(sandbox.Time.GetUtcNow().ToUnixTimeSeconds() - long.Parse(request.Headers["webhook-timestamp"], CultureInfo.InvariantCulture), 0, 20);
        var told = Assert.Single(EventsOf(request));
        Assert.Equal(("booking.changed", "B-1"), (told.GetProperty("type").GetString(), told.GetProperty("id").GetString()));
        Assert.Equal((await mock.GetAsync("bookings/B-1")).GetRawText(), told.GetProperty("record").GetRawText());
    }

    [Fact]
    public async Task What_is_deleted_is_told_once_by_its_id()
    {
        var mock = await ToldAsync();
        await using var sandbox = mock.Sandbox;
        await mock.CallAsync(HttpMethod.Patch, "bookings/B-1", new { specialRequests = "Cot" });
        await mock.CallAsync(HttpMethod.Delete, "bookings/B-1");
        await ReceivedAsync(sandbox, 1, () => Told().Contains("booking.deleted B-1"));
        Assert.Equal("booking.deleted B-1", Told()[^1]);
    }

    [Fact]
    public async Task A_seed_is_told_and_a_large_one_is_not()
    {
        var mock = await ToldAsync();
        await using var sandbox = mock.Sandbox;
        await mock.PostAsync("seed", new { rooms = new[] { new { id = "R-8", number = "8" } } });
        await ReceivedAsync(sandbox, 1, () => Told().Contains("room.changed R-8"));
        Assert.Equal(["booking.deleted B-1", "guest.deleted G-1", "room.changed R-8", "room.deleted R-7"], Told().Order());

        var before = Told().Count;
        await mock.PostAsync("seed", new { generate = new { bookings = 900 } });
        await mock.CallAsync(HttpMethod.Put, "rooms/R-9", new { number = "9" });
        await ReceivedAsync(sandbox, 2, () => Told().Contains("room.changed R-9"));
        Assert.Equal(before + 1, Told().Count);
    }

    [Fact]
    public async Task What_is_not_taken_comes_again_with_the_same_id_and_another_time()
    {
        var mock = await ToldAsync();
        await using var sandbox = mock.Sandbox;
        _answers.Enqueue(400);
        await mock.CallAsync(HttpMethod.Patch, "bookings/B-1", new { specialRequests = "Cot" });
        await ReceivedAsync(sandbox, 2);

        Assert.Equal(_receiver.Requests[0].Headers["webhook-id"], _receiver.Requests[1].Headers["webhook-id"]);
        Assert.NotEqual(_receiver.Requests[0].Headers["webhook-timestamp"], _receiver.Requests[1].Headers["webhook-timestamp"]);
        AssertSigned(_receiver.Requests[1], Encoding.UTF8.GetBytes(Secret));
    }

    [Fact]
    public async Task A_secret_is_made_shown_once_and_used()
    {
        var mock = await MockClient.StartAsync();
        await using var sandbox = mock.Sandbox;
        var (made, hook) = await mock.PostAsync("webhooks", new { url = _receiver.Url + "/hook" });
        var secret = hook.GetProperty("secret").GetString()!;
        Assert.Equal(201, made);
        Assert.Equal(JsonValueKind.Null, (await mock.GetAsync("webhooks")).GetProperty("webhooks")[0].GetProperty("secret").ValueKind);

        await mock.CallAsync(HttpMethod.Put, "rooms/R-1", new { number = "1" });
        await ReceivedAsync(sandbox, 1);
        AssertSigned(_receiver.Requests[0], Convert.FromBase64String(secret["whsec_".Length..]));
    }

    [Fact]
    public async Task An_address_is_kept_once_and_can_be_taken_away()
    {
        var mock = await ToldAsync();
        await using var sandbox = mock.Sandbox;
        var (again, hook) = await mock.PostAsync("webhooks", new { url = _receiver.Url + "/hook", secret = "another-secret-of-some-length" });
        Assert.Equal((200, 1), (again, (await mock.GetAsync("webhooks")).GetProperty("webhooks").GetArrayLength()));
        Assert.Equal(204, (await mock.CallAsync(HttpMethod.Delete, $"webhooks/{hook.GetProperty("id").GetString()}")).Status);
        Assert.Equal("$.url", await mock.ProblemAsync(400, HttpMethod.Post, "webhooks", new { url = "ftp://x.example/" }));
        Assert.Equal("$.secret", await mock.ProblemAsync(400, HttpMethod.Post, "webhooks", new { url = "http://x.example/", secret = "short" }));
    }

    private async Task<MockClient> ToldAsync()
    {
        var mock = await MockClient.StartAsync();
        await mock.PlantAsync();
        Assert.Equal(201, (await mock.PostAsync("webhooks", new { url = _receiver.Url + "/hook", secret = Secret })).Status);
        return mock;
    }

    /// <summary>Checked by hand, as a receiver would.</summary>
    private static void AssertSigned(ReceivedRequest request, byte[] key)
    {
        var signed = $"{request.Headers["webhook-id"]}.{request.Headers["webhook-timestamp"]}.{request.Body}";
        Assert.Equal("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed))), request.Headers["webhook-signature"]);
        Assert.Equal(request.Headers["webhook-id"], JsonElement.Parse(request.Body).GetProperty("id").GetString());
    }

    private static IReadOnlyList<JsonElement> EventsOf(ReceivedRequest request) => [.. JsonElement.Parse(request.Body).GetProperty("events").EnumerateArray()];

    private List<string> Told() => [.. _receiver.Requests.SelectMany(EventsOf).Select(told => $"{told.GetProperty("type").GetString()} {told.GetProperty("id").GetString()}")];

    /// <summary>The sandbox's clock stands still unless it is moved.</summary>
    private Task ReceivedAsync(Sandbox sandbox, int requests, Func<bool>? also = null) => Eventually.TrueAsync(
        () =>
        {
            sandbox.Time.Advance(TimeSpan.FromMilliseconds(50));
            return _receiver.Requests.Count >= requests && also?.Invoke() != false;
        },
        TimeSpan.FromSeconds(20),
        $"{requests} deliveries have come",
        TestContext.Current.CancellationToken);
}
