using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace PmsPlatform.VendorSandbox.Tests.Kit;

/// <summary>Calls the simulated Hostaway as its documentation says.</summary>
internal sealed class HostawayClient(Sandbox sandbox, string property) : IDisposable
{
    private HttpClient _http = sandbox.Http;

    public Sandbox Sandbox { get; } = sandbox;

    public string Property { get; } = property;

    public string Token { get; set; } = "";

    /// <summary>The same account from another address of this machine.</summary>
    public HostawayClient From(string address)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HostawayClient(Sandbox, Property) { _http = new HttpClient(handler) { BaseAddress = Sandbox.Http.BaseAddress }, Token = Token };
    }

    public async Task<(int Status, JsonElement Body)> SignInAsync(string? secret = null)
    {
        var credentials = Sandbox.Property(Property).Credentials;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = "general",
            ["client_id"] = credentials["accountId"],
            ["client_secret"] = secret ?? credentials["clientSecret"],
        });
        using var answer = await _http.PostAsync(new Uri("/hostaway/v1/accessTokens", UriKind.Relative), form, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await Sandbox.ReadAsync(answer));
    }

    /// <summary>Signs in and waits until the token works.</summary>
    public async Task<HostawayClient> ReadyAsync()
    {
        var (status, body) = await SignInAsync();
        Assert.Equal(200, status);
        Token = body.GetProperty("access_token").GetString()!;
        Sandbox.Time.Advance(TimeSpan.FromSeconds(1));
        return this;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri("/hostaway/v1/" + address, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<(int Status, JsonElement Body)> CallAsync(HttpMethod method, string address, object? body = null)
    {
        using var answer = await SendAsync(method, address, body);
        return ((int)answer.StatusCode, await Sandbox.ReadAsync(answer));
    }

    public Task<(int Status, JsonElement Body)> GetAsync(string address) => CallAsync(HttpMethod.Get, address);

    public async Task<JsonElement> ResultAsync(HttpMethod method, string address, object? body = null)
    {
        var (status, answer) = await CallAsync(method, address, body);
        Assert.True(status == 200, $"{address}: {status} {answer}");
        Assert.Equal("success", answer.GetProperty("status").GetString());
        return answer.GetProperty("result");
    }

    public Task<JsonElement> ResultAsync(string address) => ResultAsync(HttpMethod.Get, address);

    /// <summary>All reservations, page by page after the last id until a page is empty.</summary>
    public async Task<List<JsonElement>> AllAsync(string query = "includeResources=1", int limit = 100)
    {
        var all = new List<JsonElement>();
        int? after = null;
        for (var page = 0; page < 5000; page++)
        {
            var result = await ResultAsync($"reservations?limit={limit}&{query}" + (after is null ? "" : $"&afterId={after}"));
            if (result.GetArrayLength() == 0)
                return all;
            all.AddRange(result.EnumerateArray());
            after = all[^1].GetProperty("id").GetInt32();
        }

        throw new InvalidOperationException("The listing has no end.");
    }

    public void Dispose()
    {
        if (_http != Sandbox.Http)
            _http.Dispose();
    }
}
