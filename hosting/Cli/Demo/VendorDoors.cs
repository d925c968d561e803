using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace PmsPlatform.Cli.Demo;

/// <summary>The simulated vendors as a hotel's staff would use them: by the vendor's own API, beside the platform.</summary>
internal sealed class VendorDoors(string sandbox) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(sandbox), Timeout = TimeSpan.FromSeconds(60) };
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);

    /// <summary>Tells the vendor where its webhooks go: Mews' support sets that up, the others have an operation for it.</summary>
    public async Task AgreeOnWebhooksAsync(DemoConnection connection, string gateway, CancellationToken cancellationToken)
    {
        var address = $"{gateway.TrimEnd('/')}/api/pms/{connection.Vendor}/webhook/{connection.Setting("webhookToken")}";
        if (connection.Vendor == "mews")
        {
            using var agreed = await _http.PutAsJsonAsync($"/admin/properties/{connection.HotelSlug}/webhook", new DemoAddress(address), DemoJson.Default.DemoAddress, cancellationToken);
            agreed.EnsureSuccessStatusCode();
            return;
        }

        if (connection.Vendor == "mock")
        {
            await MockAsync(connection, HttpMethod.Post, "webhooks", JsonSerializer.SerializeToElement(new { url = address, secret = connection.Setting("webhookSecret") }), cancellationToken);
            return;
        }

        var hook = new { url = address, login = connection.Setting("webhookUser"), password = connection.Setting("webhookPassword"), isEnabled = 1 };
        await HostawayAsync(connection, HttpMethod.Post, "webhooks/unifiedWebhooks", JsonSerializer.SerializeToElement(hook), cancellationToken);
    }

    public Task ChangeAsync(DemoConnection connection, string booking, CancellationToken cancellationToken) =>
        PostAsync($"/admin/properties/{connection.HotelSlug}/modify", new { kind = "Dates", externalIds = new[] { booking } }, new { kind = "Room", externalIds = new[] { booking } }, cancellationToken);

    /// <summary>Every call fails until <see cref="MendAsync"/>.</summary>
    public Task BreakAsync(DemoConnection connection, CancellationToken cancellationToken) =>
        PostAsync("/admin/faults", new { property = connection.HotelSlug, kind = "ServerError" }, another: null, cancellationToken);

    public async Task MendAsync(DemoConnection connection, CancellationToken cancellationToken)
    {
        using var response = await _http.DeleteAsync($"/admin/faults?property={connection.HotelSlug}", cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async Task<bool> NotesHoldAsync(DemoConnection connection, string booking, string note, CancellationToken cancellationToken)
    {
        var answer = connection.Vendor switch
        {
            "mews" => await MewsAsync(connection, "serviceOrderNotes/getAll", new { ServiceOrderIds = new[] { booking }, Limitation = new { Count = 100 } }, cancellationToken),
            "mock" => await MockAsync(connection, HttpMethod.Get, $"bookings/{booking}", body: null, cancellationToken),
            _ => await HostawayAsync(connection, HttpMethod.Get, $"reservations/{booking}", body: null, cancellationToken),
        };
        return answer.GetRawText().Contains(note, StringComparison.Ordinal);
    }

    public async Task<bool> ChargesHoldAsync(DemoConnection connection, string booking, string title, CancellationToken cancellationToken)
    {
        var answer = connection.Vendor switch
        {
            "mews" => await MewsAsync(connection, "orderItems/getAll", new { CreatedUtc = Today(), Limitation = new { Count = 1000 } }, cancellationToken),
            "mock" => await MockAsync(connection, HttpMethod.Get, $"bookings/{booking}", body: null, cancellationToken),
            _ => await HostawayAsync(connection, HttpMethod.Get, $"guestPayments/charges?reservationId={booking}", body: null, cancellationToken),
        };
        return answer.GetRawText().Contains(title, StringComparison.Ordinal);
    }

    public void Dispose() => _http.Dispose();

    private static object Today() => new { StartUtc = TimeProvider.System.GetUtcNow().AddDays(-1), EndUtc = TimeProvider.System.GetUtcNow().AddDays(1) };

    private async Task<JsonElement> MewsAsync(DemoConnection connection, string operation, object members, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToNode(members)!.AsObject();
        body["ClientToken"] = connection.Setting("clientToken");
        body["AccessToken"] = connection.Setting("accessToken");
        body["Client"] = "Front desk 1.0";
        using var response = await _http.PostAsJsonAsync($"/mews/api/connector/v1/{operation}", body, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    private async Task<JsonElement> MockAsync(DemoConnection connection, HttpMethod method, string path, JsonElement? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"/mock/v1/{path}") { Content = body is { } given ? JsonContent.Create(given) : null };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", connection.Setting("apiKey"));
        using var response = await _http.SendAsync(request, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    private async Task<JsonElement> HostawayAsync(DemoConnection connection, HttpMethod method, string path, JsonElement? body, CancellationToken cancellationToken)
    {
        if (!_tokens.TryGetValue(connection.Id, out var token))
        {
            using var form = new FormUrlEncodedContent(
            [
                new("grant_type", "client_credentials"), new("client_id", connection.Setting("accountId")), new("client_secret", connection.Setting("clientSecret")), new("scope", "general"),
            ]);
            using var issued = await _http.PostAsync("/hostaway/v1/accessTokens", form, cancellationToken);
            token = _tokens[connection.Id] = (await ReadAsync(issued, cancellationToken)).GetProperty("access_token").GetString()!;

            // The documentation asks to wait a second before the first use.
            await Task.Delay(TimeSpan.FromSeconds(1.1), cancellationToken);
        }

        while (true)
        {
            using var request = new HttpRequestMessage(method, $"/hostaway/v1/{path}") { Content = body is { } given ? JsonContent.Create(given) : null };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await _http.SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.TooManyRequests)
                return await ReadAsync(response, cancellationToken);

            // The windows of this address are shared with the connector: 15 calls in 10 s.
            await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken);
        }
    }

    /// <summary>Posts to the admin API; where the first order changes nothing, the other one does.</summary>
    private async Task PostAsync(string path, object order, object? another, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync(path, order, cancellationToken);
        var answer = await ReadAsync(response, cancellationToken);
        if (another is not null && answer.TryGetProperty("bookings", out var changed) && changed.GetArrayLength() == 0)
            await PostAsync(path, another, another: null, cancellationToken);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) => response.IsSuccessStatusCode
        ? await response.Content.ReadFromJsonAsync(DemoJson.Default.JsonElement, cancellationToken)
        : throw new CommandFailedException($"The sandbox answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
}

/// <summary>Where webhooks shall go.</summary>
internal sealed record DemoAddress(string Url);
