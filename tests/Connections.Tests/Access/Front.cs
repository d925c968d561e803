using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PmsPlatform.Contracts.Access;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Tests.Access;

/// <summary>What the gateway is to the service: resolves credentials at it and calls it in their name. Makes organisations with hotels and people.</summary>
internal sealed class Front(RegistryService service) : IDisposable
{
    public const string Password = "correct horse battery staple";

    private static int addresses;

    private readonly HttpClient http = service.Client();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>An address nobody has called from.</summary>
    public static string NewAddress() => $"198.51.100.{Interlocked.Increment(ref addresses).ToString(CultureInfo.InvariantCulture)}";

    /// <summary>An organisation nobody has used.</summary>
    public async Task<string> OrganizationAsync(params string[] hotels)
    {
        var id = $"org_{Guid.NewGuid():N}";
        await ExecuteAsync("INSERT INTO organization (organization_id, name, created_at, changed_at) VALUES ($1, 'An organisation', now(), now())", id);
        foreach (var hotel in hotels)
            await ExecuteAsync(
                """
                INSERT INTO hotel (hotel_id, organization_id, slug, name, time_zone, currency, created_at, changed_at)
                VALUES ($1, $2, replace($1, '_', '-'), 'A hotel', 'Europe/Budapest', 'EUR', now(), now())
                """,
                hotel, id);
        return id;
    }

    /// <summary>A person with a role, come in by an invitation. Gives the access token.</summary>
    public async Task<Person> PersonAsync(string organization, Role role, string? hotel = null)
    {
        var token = Guid.NewGuid().ToString("N");
        var email = $"{Guid.NewGuid():N}@example.org";
        await ExecuteAsync(
            """
            INSERT INTO invitation (invitation_id, organization_id, user_name, hotel_id, role, token_hash, invited_by, created_at, expires_at)
            VALUES (gen_random_uuid(), $1, $2, nullif($3, ''), $4, decode($5, 'hex'), 'a test', now(), 'infinity')
            """,
            organization, email, hotel ?? "", role.ToString(), Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token))));
        using var answer = await PostAsync("/api/auth/invitations/accept", new { token, password = Password });
        Assert.Equal(200, (int)answer.StatusCode);
        var tokens = await JsonAsync(answer);
        var access = (string)tokens["accessToken"]!;
        return new Person((await ResolveAsync(bearer: access))!.Id, email, access, (string)tokens["refreshToken"]!);
    }

    /// <summary>Sends as somebody who is not known yet.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, object body, string? address = null) =>
        SendAsync(HttpMethod.Post, path, new CallerIdentity("stranger", []) { Kind = CallerKind.Stranger, Address = address ?? NewAddress() }, body);

    public Task<HttpResponseMessage> LoginAsync(string email, string password = Password, string? address = null) => PostAsync("/api/auth/login", new { email, password }, address);

    /// <summary>Sends in the name of whomever a credential stands for, as it stands now.</summary>
    public async Task<HttpResponseMessage> AsAsync(string credential, HttpMethod method, string path, object? body = null)
    {
        var grant = await ResolveAsync(credential, credential);
        return grant is null
            ? new HttpResponseMessage(System.Net.HttpStatusCode.Unauthorized)
            : await SendAsync(method, path, IdentityOf(grant), body);
    }

    public async Task<AccessGrant?> ResolveAsync(string? key = null, string? bearer = null, string? address = null)
    {
        using var answer = await SendAsync(
            HttpMethod.Post, "/internal/access/resolve", new CallerIdentity("gateway", []) { Kind = CallerKind.Service },
            new AccessQuestion { CredentialHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(key ?? "-"))), Bearer = bearer, Address = address });
        return (int)answer.StatusCode is 404 ? null : await answer.Content.ReadFromJsonAsync(ContractsJson.Default.AccessGrant, Cancel);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, CallerIdentity? caller, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: Web) };
        if (caller is not null)
            request.Headers.Add(IdentitySigner.HeaderName, service.Services.GetRequiredService<IdentitySigner>().Sign(caller, TimeSpan.FromMinutes(1)));
        return await http.SendAsync(request, Cancel);
    }

    public static CallerIdentity IdentityOf(AccessGrant grant) => new(grant.Subject, [.. grant.Hotels.Select(hotel => hotel.HotelId)])
    {
        Kind = Enum.Parse<CallerKind>(grant.Kind),
        Id = grant.Id,
        OrganizationId = grant.OrganizationId,
        OrganizationGrant = Permissions.Parse(grant.OrganizationPermissions),
        Grants = grant.Hotels.ToDictionary(hotel => hotel.HotelId, hotel => Permissions.Parse(hotel.Permissions), StringComparer.Ordinal),
        Address = NewAddress(),
    };

    public static async Task<JsonNode> JsonAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancel))!;

    /// <summary>Says what an answer was, for a failure's sake.</summary>
    public static async Task<(int Status, string Slug)> ProblemAsync(Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        var problem = await JsonAsync(answer);
        return ((int)answer.StatusCode, ((string)problem["type"]!).Replace("urn:pms:problem:", "", StringComparison.Ordinal));
    }

    public async Task<int> StatusAsync(string credential, HttpMethod method, string path, object? body = null)
    {
        using var answer = await AsAsync(credential, method, path, body);
        return (int)answer.StatusCode;
    }

    public async Task ExecuteAsync(string sql, params string[] values)
    {
        await using var command = service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        await command.ExecuteNonQueryAsync(Cancel);
    }

    public void Dispose() => http.Dispose();

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
}

/// <summary>Somebody who signed in.</summary>
internal sealed record Person(string Id, string Email, string AccessToken, string RefreshToken);
