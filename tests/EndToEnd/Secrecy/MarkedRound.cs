using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using PmsPlatform.Cli;
using PmsPlatform.Cli.Demo;
using PmsPlatform.TestKit;

namespace PmsPlatform.EndToEnd.Secrecy;

/// <summary>
/// Two hotels from the owner's sign-in to a write in their PMS, with everything that can go wrong on the way, by secrets that can be recognised wherever they
/// turn up. Their characters are written otherwise in JSON, in addresses and in base64.
/// </summary>
internal sealed class MarkedRound : IDisposable
{
    private const string AccountId = "61001";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(45);

    private readonly Platform _platform;
    private readonly Recorder _recorder = new();
    private readonly HttpClient _http;
    private readonly List<MarkedSecret> _secrets = [];
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private string _owner = "";

    public MarkedRound(Platform platform)
    {
        _platform = platform;
        _http = new HttpClient(_recorder) { BaseAddress = platform.Gateway };
        _secrets.Add(new("the owner's password", platform.Owner!.Password));
        _secrets.Add(new("the owner's link", platform.Owner.Link));
    }

    /// <summary>Everything that must be nowhere.</summary>
    public IReadOnlyList<MarkedSecret> Secrets => _secrets;

    /// <summary>Every error that was answered.</summary>
    public Collection Errors => _recorder.Errors;

    /// <summary>Correlation id of the last request: when it has arrived, everything before has.</summary>
    public string LastOne { get; } = $"last-{Guid.NewGuid():N}";

    public string KeyId { get; private set; } = "";

    public IReadOnlyList<DemoConnection> Connections { get; private set; } = [];

    public IReadOnlyList<string> Hotels { get; private set; } = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (rental, mock) = (
            Account("hostaway", new(StringComparer.Ordinal) { ["accountId"] = AccountId, ["clientSecret"] = Mark("Hostaway's client secret") }),
            Account("mock", new(StringComparer.Ordinal) { ["apiKey"] = Mark("the mock PMS's API key") }));
        await OpenAsync(rental, cancellationToken);
        await OpenAsync(mock, cancellationToken);
        await VendorTokenAsync(rental, cancellationToken);

        await SignInAsync(cancellationToken);
        Hotels = [await HotelAsync(rental, cancellationToken), await HotelAsync(mock, cancellationToken)];
        await InviteAsync(Hotels[0], cancellationToken);
        var apiKey = await KeyAsync(cancellationToken);
        await TryAsync(rental, Hotels[0], "clientSecret", cancellationToken);
        await TryAsync(mock, Hotels[1], "apiKey", cancellationToken);
        Connections =
        [
            await ConnectAsync(rental, Hotels[0], new(StringComparer.Ordinal) { ["webhookUser"] = "pms", ["webhookPassword"] = Mark("the webhook's password") }, cancellationToken),
            await ConnectAsync(mock, Hotels[1], new(StringComparer.Ordinal) { ["webhookSecret"] = Mark("the webhook's secret") }, cancellationToken),
        ];
        await ErrAsync(apiKey, cancellationToken);
        await WorkAsync(apiKey, cancellationToken);
        await LoseAccessAsync(apiKey, mock, cancellationToken);
        await RefusedAsync(HttpMethod.Post, "/api/auth/login", new { email = "nobody@tests.example", password = Mark("a stranger's password") }, bearer: null, cancellationToken, correlation: LastOne);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>A secret nobody has used, to be looked for from now on.</summary>
    private string Mark(string name)
    {
        var secret = new MarkedSecret(name, $"marked+{_run}/{Guid.NewGuid():N}&<{_secrets.Count}>");
        _secrets.Add(secret);
        return secret.Text;
    }

    /// <summary>A secret that the platform made, to be looked for from now on.</summary>
    private string Known(string name, string? text)
    {
        _secrets.Add(new MarkedSecret(name, text!));
        return text!;
    }

    private TestHotel Account(string vendor, Dictionary<string, string> credentials) =>
        new(_platform, new HotelSettings("", $"marked-{vendor}", "", "", credentials), seed: 9200, vendor);

    /// <summary>Without the vendor's limits: it counts what this test asks it itself as the connectors' calls, who do not know of that.</summary>
    private static Task OpenAsync(TestHotel account, CancellationToken cancellationToken) => account.OpenAsync(40, cancellationToken, rateLimitScale: 0);

    /// <summary>Every token this vendor hands out for the account begins like the one it gives here.</summary>
    private async Task VendorTokenAsync(TestHotel rental, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = _platform.Sandbox };
        using var form = new FormUrlEncodedContent(
            [new("grant_type", "client_credentials"), new("client_id", AccountId), new("client_secret", rental.Setting.Credentials["clientSecret"]), new("scope", "general")]);
        using var answer = await http.PostAsync("/hostaway/v1/accessTokens", form, cancellationToken);
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("access_token").GetString()!;
        var common = token[..(token.IndexOf('.', StringComparison.Ordinal) + 1)] + System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{{\"aud\":\"{AccountId}\","));
        Assert.StartsWith(common, token, StringComparison.Ordinal);
        Known("a token the vendor handed out", common);
    }

    private async Task SignInAsync(CancellationToken cancellationToken)
    {
        var email = _platform.Owner!.Email;
        await RefusedAsync(HttpMethod.Post, "/api/auth/login", new { email, password = Mark("a wrong password") }, bearer: null, cancellationToken);
        await RefusedAsync(HttpMethod.Post, "/api/auth/setup", new { token = _platform.Owner.Link, email, password = Mark("a late owner's password"), organizationName = "Late" }, bearer: null, cancellationToken);
        var tokens = await TakenAsync("/api/auth/login", new { email, password = _platform.Owner.Password }, bearer: null, cancellationToken);
        _owner = Known("the owner's access token", tokens.GetProperty("accessToken").GetString());
        Known("the owner's refresh token", tokens.GetProperty("refreshToken").GetString());
        await RefusedAsync(HttpMethod.Post, "/api/auth/refresh", new { refreshToken = Mark("a made-up refresh token") }, bearer: null, cancellationToken);
    }

    private async Task<string> HotelAsync(TestHotel account, CancellationToken cancellationToken) => (await TakenAsync(
        "/api/hotels", new { slug = account.Setting.Slug, name = "Marked", timeZone = TestHotel.TimeZone, currency = TestHotel.Currency }, _owner, cancellationToken)).GetProperty("id").GetString()!;

    private async Task InviteAsync(string hotelId, CancellationToken cancellationToken)
    {
        var invitation = await TakenAsync("/api/users/invitations", new { email = "colleague@tests.example", role = "Staff", hotelId }, _owner, cancellationToken);
        var acceptance = new { token = Known("the invitation", invitation.GetProperty("token").GetString()), password = Mark("a colleague's password") };
        var tokens = await TakenAsync("/api/auth/invitations/accept", acceptance, bearer: null, cancellationToken);
        var staff = Known("a colleague's access token", tokens.GetProperty("accessToken").GetString());
        await RefusedAsync(HttpMethod.Post, "/api/auth/invitations/accept", acceptance, bearer: null, cancellationToken);
        await RefusedAsync(HttpMethod.Post, "/api/keys", new { name = "not his", permissions = new[] { "ViewData" }, hotelIds = new[] { hotelId } }, staff, cancellationToken);
    }

    private async Task<string> KeyAsync(CancellationToken cancellationToken)
    {
        var key = await TakenAsync("/api/keys", new { name = "marked", permissions = new[] { "ViewData", "Sync", "WriteBack" }, hotelIds = Hotels }, _owner, cancellationToken);
        KeyId = key.GetProperty("id").GetString()!;
        var text = key.GetProperty("key").GetString()!;

        // Its first letters are shown, to tell keys apart: what opens is the rest.
        Known("the API key", text[key.GetProperty("prefix").GetString()!.Length..]);
        return text;
    }

    private async Task TryAsync(TestHotel account, string hotelId, string secret, CancellationToken cancellationToken)
    {
        var right = await TakenAsync("/api/admin/pms/test-connection", Trial(account.Setting.Credentials), _owner, cancellationToken);
        var wrong = await TakenAsync(
            "/api/admin/pms/test-connection",
            Trial(new Dictionary<string, string>(account.Setting.Credentials, StringComparer.Ordinal) { [secret] = Mark($"a wrong {secret} at {account.Vendor}") }),
            _owner,
            cancellationToken);
        Assert.True(right.GetProperty("success").GetBoolean(), right.ToString());
        Assert.False(wrong.GetProperty("success").GetBoolean(), wrong.ToString());

        object Trial(IReadOnlyDictionary<string, string> credentials) => new { pmsType = account.Vendor, hotelId, endpoint = Endpoint(account), credentials };
    }

    private async Task<DemoConnection> ConnectAsync(TestHotel account, string hotelId, Dictionary<string, string> chosen, CancellationToken cancellationToken)
    {
        var view = await TakenAsync(
            "/api/admin/pms/configuration",
            new { hotelId, pmsType = account.Vendor, credentials = account.Setting.Credentials, settings = chosen, endpoint = Endpoint(account) },
            _owner,
            cancellationToken);
        var settings = account.Setting.Credentials.Concat(chosen).ToDictionary(StringComparer.Ordinal);
        settings["webhookToken"] = Known($"{account.Vendor}'s webhook address", view.GetProperty("webhook").GetProperty("token").GetString());
        return new DemoConnection(view.GetProperty("id").GetString()!, account.Vendor, account.Setting.Slug, TestHotel.Currency, settings);
    }

    /// <summary>Secrets where they do not belong, and doors that stay shut.</summary>
    private async Task ErrAsync(string apiKey, CancellationToken cancellationToken)
    {
        const string configuration = "/api/admin/pms/configuration";
        var hotelId = Hotels[0];
        await RefusedAsync(HttpMethod.Post, configuration, new { hotelId, pmsType = "nobody", credentials = new { clientSecret = Mark("a secret for an unknown vendor") } }, _owner, cancellationToken);
        await RefusedAsync(HttpMethod.Post, configuration, new { hotelId, pmsType = "hostaway", credentials = new Dictionary<string, string>(StringComparer.Ordinal) { [Mark("a secret for a name")] = "x" } }, _owner, cancellationToken);
        await RefusedAsync(HttpMethod.Post, configuration, new { hotelId, pmsType = "hostaway", credentials = new { accountId = Mark("a secret in the wrong field") } }, _owner, cancellationToken);
        await RefusedAsync(HttpMethod.Post, configuration, new { hotelId, pmsType = "hostaway", endpoint = $"https://pms:{Uri.EscapeDataString(Mark("a secret in an endpoint"))}@vendor.example/" }, _owner, cancellationToken);
        await RefusedAsync(HttpMethod.Post, configuration, Mark("a secret that is no object"), _owner, cancellationToken);
        await RefusedAsync(HttpMethod.Get, $"/api/ledger/bookings?key={Uri.EscapeDataString(apiKey)}", body: null, bearer: null, cancellationToken);
        await RefusedAsync(HttpMethod.Get, "/api/ledger/bookings", body: null, Uri.EscapeDataString(Mark("a made-up key")), cancellationToken);

        var hostaway = Connections[0];
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"pms:{Mark("a wrong webhook's password")}"));
        await RefusedAsync(HttpMethod.Post, $"/api/pms/hostaway/webhook/{hostaway.Setting("webhookToken")}", new { @event = "reservation.updated" }, bearer: null, cancellationToken, basic: basic);
        await RefusedAsync(HttpMethod.Post, $"/api/pms/hostaway/webhook/{Uri.EscapeDataString(Mark("a made-up webhook address"))}", new { @event = "reservation.updated" }, bearer: null, cancellationToken);
    }

    /// <summary>Syncs, a change by webhook, a note and a charge, at both.</summary>
    private async Task WorkAsync(string apiKey, CancellationToken cancellationToken)
    {
        using var gateway = new GatewayClient(_platform.Gateway.ToString(), apiKey);
        using var truth = new Truth(_platform.Sandbox.ToString());
        using var doors = new VendorDoors(_platform.Sandbox.ToString());
        var live = new LiveDemo(gateway, _platform.Gateway.ToString(), truth, doors, _ => { });
        foreach (var connection in Connections)
        {
            var synced = await new VendorDemo(gateway, truth, connection, _ => { }).RunAsync(cancellationToken);
            Assert.True(synced.MatchesSandbox, string.Join('\n', synced.Differences));
            var seen = await live.RunAsync(connection, cancellationToken);
            Assert.True(seen is { NoteInSandbox: true, ChargeInSandbox: true }, seen.ToString());
        }
    }

    /// <summary>Other credentials, which the vendor refuses: a run fails, the connection is in Error, an alert is raised.</summary>
    private async Task LoseAccessAsync(string apiKey, TestHotel mock, CancellationToken cancellationToken)
    {
        await TakenAsync(
            "/api/admin/pms/configuration", new { hotelId = Hotels[1], pmsType = mock.Vendor, credentials = new { apiKey = Mark("a key that the vendor has ended") } }, _owner, cancellationToken);
        using var gateway = new GatewayClient(_platform.Gateway.ToString(), apiKey);
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await gateway.SyncAsync("rooms", mock.Vendor, _ => { }, cancellationToken);
                    return false;
                }
                catch (CommandFailedException failed)
                {
                    return failed.Message.Contains("Unauthorised", StringComparison.Ordinal);
                }
            },
            Soon, "the vendor refuses the other key", cancellationToken);
    }

    private Uri Endpoint(TestHotel account) => new(_platform.Sandbox, account.Vendor);

    private async Task<JsonElement> TakenAsync(string path, object body, string? bearer, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Post, path, body, bearer, basic: null, correlation: null, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonElement.Parse(text);
    }

    private async Task RefusedAsync(
        HttpMethod method, string path, object? body, string? bearer, CancellationToken cancellationToken, string? basic = null, string? correlation = null)
    {
        using var answer = await SendAsync(method, path, body, bearer, basic, correlation, cancellationToken);
        // A vendor for whom a refusal is the last word is told to come again.
        Assert.True((int)answer.StatusCode is (>= 400 and < 500) or 503, $"{path.Split('?')[0]}: {(int)answer.StatusCode}");
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, object? body, string? bearer, string? basic, string? correlation, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, body.GetType()) };
        request.Headers.Authorization = bearer is not null ? new AuthenticationHeaderValue("Bearer", bearer) : basic is not null ? new AuthenticationHeaderValue("Basic", basic) : null;
        if (correlation is not null)
            request.Headers.Add("x-correlation-id", correlation);
        return await _http.SendAsync(request, cancellationToken);
    }
}
