using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Tests.Access;

/// <summary>
/// Every public endpoint of the service, taken from its own table, is tried in every role with another organisation's ids in path, query and body. Nothing
/// of the other organisation is shown, and not one of its rows changes. An endpoint whose path names something this test has no victim for fails it.
/// </summary>
public sealed class MatrixTests(RegistryService service) : IClassFixture<RegistryService>
{
    private const string Own = "htl_matrix_own";
    private const string Neighbour = "htl_matrix_next";
    private const string Foreign = "htl_matrix_foreign";
    private const string ForeignConnection = "con_matrix_foreign";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_endpoint_shows_or_changes_anything_of_another_organisation_whoever_asks()
    {
        using var front = new Front(service);
        var own = await front.OrganizationAsync(Own, Neighbour);
        var victim = await VictimAsync(front);
        var callers = await CallersAsync(front, own);
        var before = await RowsAsync(victim.Organization);

        var violations = new List<string>();
        var tried = 0;
        foreach (var endpoint in PublicEndpoints())
        {
            foreach (var (who, caller) in callers)
            {
                foreach (var path in PathsOf(endpoint, victim))
                {
                    using var answer = await front.SendAsync(new HttpMethod(MethodOf(endpoint)), path, caller, MethodOf(endpoint) is "GET" or "DELETE" ? null : BodyOf(victim));
                    var text = await answer.Content.ReadAsStringAsync(Cancel);
                    tried++;
                    if (victim.Marks.FirstOrDefault(mark => text.Contains(mark, StringComparison.Ordinal)) is { } mark)
                        violations.Add($"{who} {MethodOf(endpoint)} {path}: {(int)answer.StatusCode} shows {mark}");
                    if ((int)answer.StatusCode >= 500)
                        violations.Add($"{who} {MethodOf(endpoint)} {path}: {(int)answer.StatusCode}");
                }
            }
        }

        Assert.True(violations.Count == 0, string.Join('\n', violations.Take(40)));
        Assert.Equal(before, await RowsAsync(victim.Organization));
        Assert.True(tried > 150, $"only {tried} were tried");
    }

    [Fact]
    public async Task Nobody_below_an_admin_reaches_users_and_keys_and_a_guest_nothing()
    {
        using var front = new Front(service);
        var organization = await front.OrganizationAsync("htl_matrix_low");
        foreach (var role in (Role[])[Role.Guest, Role.Staff, Role.Manager])
        {
            var person = await front.PersonAsync(organization, role, "htl_matrix_low");
            var caller = Front.IdentityOf((await front.ResolveAsync(bearer: person.AccessToken))!);
            foreach (var endpoint in PublicEndpoints().Where(endpoint => IsAbout(endpoint, "/api/users", "/api/keys") && !IsAbout(endpoint, "/api/users/me")))
            {
                using var answer = await front.SendAsync(new HttpMethod(MethodOf(endpoint)), PathOf(endpoint, _ => Guid.NewGuid().ToString()), caller);
                Assert.True((int)answer.StatusCode is 403, $"{role} {MethodOf(endpoint)} {endpoint.RoutePattern.RawText}: {(int)answer.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task Without_an_identity_every_endpoint_is_closed()
    {
        using var front = new Front(service);
        foreach (var endpoint in Endpoints().Where(endpoint => endpoint.RoutePattern.RawText is not ("/health" or "/alive")))
        {
            using var answer = await front.SendAsync(new HttpMethod(MethodOf(endpoint)), PathOf(endpoint, _ => Guid.NewGuid().ToString()), caller: null);
            Assert.True((int)answer.StatusCode is 401, $"{MethodOf(endpoint)} {endpoint.RoutePattern.RawText}: {(int)answer.StatusCode}");
        }
    }

    [Fact]
    public async Task What_is_for_services_is_closed_to_every_caller()
    {
        using var front = new Front(service);
        var organization = await front.OrganizationAsync();
        var owner = await front.PersonAsync(organization, Role.Owner);
        var caller = Front.IdentityOf((await front.ResolveAsync(bearer: owner.AccessToken))!);
        var inside = Endpoints().Where(endpoint => IsAbout(endpoint, "/internal")).ToList();

        Assert.NotEmpty(inside);
        foreach (var endpoint in inside)
        {
            using var answer = await front.SendAsync(new HttpMethod(MethodOf(endpoint)), PathOf(endpoint, _ => "x"), caller);
            Assert.True((int)answer.StatusCode is 403, $"{MethodOf(endpoint)} {endpoint.RoutePattern.RawText}: {(int)answer.StatusCode}");
        }
    }

    [Fact]
    public async Task The_key_ring_is_closed_to_every_organisation_whatever_its_people_and_keys_may_do()
    {
        using var front = new Front(service);
        var organization = await front.OrganizationAsync();
        var owner = await front.PersonAsync(organization, Role.Owner);
        var caller = Front.IdentityOf((await front.ResolveAsync(bearer: owner.AccessToken))!);
        using var looked = await front.SendAsync(HttpMethod.Get, "/api/admin/keys", caller);
        using var rotated = await front.SendAsync(HttpMethod.Post, "/api/admin/keys/rotate", caller, new { ring = true });
        using var operating = await front.SendAsync(HttpMethod.Get, "/api/admin/keys", new CallerIdentity("configured", ["htl_of_the_configuration"]));

        Assert.Equal([403, 403, 200], [(int)looked.StatusCode, (int)rotated.StatusCode, (int)operating.StatusCode]);
    }

    private sealed record Victim(string Organization, IReadOnlyDictionary<string, string> Ids, IReadOnlyList<string> Marks);

    private async Task<Victim> VictimAsync(Front front)
    {
        var organization = await front.OrganizationAsync(Foreign);
        var owner = await front.PersonAsync(organization, Role.Owner);
        using var made = await front.AsAsync(owner.AccessToken, HttpMethod.Post, "/api/keys", new { name = "foreign-key-name", permissions = new[] { "ViewData" }, hotelIds = new[] { Foreign } });
        using var invited = await front.AsAsync(owner.AccessToken, HttpMethod.Post, "/api/users/invitations", new { email = "foreign-invitation@example.org", role = "Staff" });
        await front.ExecuteAsync(
            "INSERT INTO connection (connection_id, hotel_id, organization_id, vendor, created_at, changed_at) VALUES ($1, $2, $3, 'mews', now(), now())", ForeignConnection, Foreign, organization);
        await front.ExecuteAsync("INSERT INTO connection_status (connection_id) VALUES ($1)", ForeignConnection);

        await front.ExecuteAsync(
            "INSERT INTO notice_target (target_id, organization_id, hotel_id, kind, address, created_at, changed_at) VALUES ('ntf_foreign', $1, $2, 'Email', 'foreign-target@example.org', now(), now())", organization, Foreign);

        var erasure = Guid.CreateVersion7();
        await front.ExecuteAsync(
            "INSERT INTO erasure (erasure_id, organization_id, hotel_id, found_by, requested_by, requested_at, correlation_id) VALUES ($1::uuid, $2, $3, 'email', 'foreign-privacy-officer', now(), 'c')",
            erasure.ToString(), organization, Foreign);

        var key = (string)(await Front.JsonAsync(made))["id"]!;
        var invitation = (string)(await Front.JsonAsync(invited))["id"]!;
        return new Victim(
            organization,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["/api/users/invitations/"] = invitation,
                ["/api/users/"] = owner.Id,
                ["/api/keys/"] = key,
                ["/api/notices/targets/"] = "ntf_foreign",
                ["/api/privacy/erasures/"] = erasure.ToString(),
                ["/api/hotels/"] = Foreign,
                ["/api/admin/pms/configuration/"] = ForeignConnection,
                ["vendor"] = "mews",
                ["feed"] = "arrivals",
                ["account"] = "main",
                ["propertyId"] = "property-1",
                ["connectionId"] = ForeignConnection,
                ["hotelId"] = Foreign,
                ["organizationId"] = organization,
            },
            [owner.Email, "foreign-key-name", "foreign-invitation@example.org", "foreign-target@example.org", "foreign-privacy-officer", "\"" + ForeignConnection, "\"" + Foreign]);
    }

    /// <summary>Everybody there is: a role at one hotel and in the whole organisation, keys, somebody who signs in, and one of our own services.</summary>
    private static async Task<List<(string Who, CallerIdentity Caller)>> CallersAsync(Front front, string own)
    {
        List<(string, CallerIdentity)> callers = [];
        foreach (var role in Enum.GetValues<Role>())
        {
            foreach (var hotel in role is Role.Owner ? (string?[])[null] : [null, Own])
            {
                var person = await front.PersonAsync(own, role, hotel);
                callers.Add(($"{role} of {hotel ?? "all"}", Front.IdentityOf((await front.ResolveAsync(bearer: person.AccessToken))!)));
            }
        }

        callers.Add(("configured key", new CallerIdentity("configured", [Own])));
        callers.Add(("key for looking", new CallerIdentity("looking", [Own]) { OrganizationId = own, Grants = new Dictionary<string, Permission>(StringComparer.Ordinal) { [Own] = Permission.ViewData } }));
        callers.Add(("stranger", new CallerIdentity("stranger", []) { Kind = CallerKind.Stranger, Address = Front.NewAddress() }));
        callers.Add(("service", new CallerIdentity("some-service", []) { Kind = CallerKind.Service }));
        return callers;
    }

    private static IEnumerable<string> PathsOf(RouteEndpoint endpoint, Victim victim)
    {
        var path = PathOf(endpoint, name => victim.Ids.GetValueOrDefault(name)
            ?? victim.Ids.FirstOrDefault(known => known.Key.StartsWith('/') && endpoint.RoutePattern.RawText!.StartsWith(known.Key, StringComparison.Ordinal)).Value
            ?? throw new InvalidOperationException($"'{endpoint.RoutePattern.RawText}' names {name}: add an id of the victim to this test."));
        yield return path;
        yield return $"{path}?hotel={Foreign.Replace('_', '-')}&hotelId={Foreign}&connectionId={ForeignConnection}&organizationId={victim.Organization}";
    }

    /// <summary>Whatever an endpoint may read, all of it the victim's.</summary>
    private static JsonObject BodyOf(Victim victim) => new()
    {
        ["hotelId"] = Foreign,
        ["hotelIds"] = new JsonArray(Foreign),
        ["connectionId"] = ForeignConnection,
        ["organizationId"] = victim.Organization,
        ["provider"] = "mews",
        ["pmsType"] = "mews",
        ["name"] = "planted",
        ["kind"] = "Webhook",
        ["address"] = "https://planted.example/",
        ["email"] = "planted@example.org",
        ["role"] = "Staff",
        ["roles"] = new JsonArray(new JsonObject { ["role"] = "Staff", ["hotelId"] = Foreign }),
        ["permissions"] = new JsonArray("ViewData"),
        ["slug"] = "planted",
        ["timeZone"] = "Europe/Budapest",
        ["currency"] = "EUR",
        ["password"] = Front.Password,
        ["currentPassword"] = Front.Password,
        ["token"] = "made-up",
        ["refreshToken"] = "made-up",
    };

    private IEnumerable<RouteEndpoint> Endpoints() => service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private IEnumerable<RouteEndpoint> PublicEndpoints() => Endpoints().Where(endpoint => IsAbout(endpoint, "/api"));

    private static bool IsAbout(RouteEndpoint endpoint, params string[] beginnings) =>
        beginnings.Any(beginning => endpoint.RoutePattern.RawText!.StartsWith(beginning, StringComparison.Ordinal));

    private static string MethodOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET";

    private static string PathOf(RouteEndpoint endpoint, Func<string, string> valueOf) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => Uri.EscapeDataString(valueOf(parameter.Name)),
            _ => "",
        }))));

    /// <summary>All rows of an organisation, as text.</summary>
    private async Task<string> RowsAsync(string organization)
    {
        await using var connection = await service.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Cancel);
        List<string> tables = [];
        await using (var list = new NpgsqlCommand(
            "SELECT table_name::text FROM information_schema.columns WHERE table_schema = 'connections' AND column_name = 'organization_id' ORDER BY 1", connection))
        await using (var reader = await list.ExecuteReaderAsync(Cancel))
        {
            while (await reader.ReadAsync(Cancel))
                tables.Add(reader.GetString(0));
        }

        var rows = new StringBuilder();
        foreach (var table in tables)
        {
            await using var command = new NpgsqlCommand($"SELECT coalesce(string_agg(row_to_json(one)::text, E'\\n' ORDER BY row_to_json(one)::text), '') FROM {table} one WHERE organization_id = $1", connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = organization });
            rows.Append(table).Append('\n').Append(await command.ExecuteScalarAsync(Cancel)).Append('\n');
        }

        return rows.ToString();
    }
}
