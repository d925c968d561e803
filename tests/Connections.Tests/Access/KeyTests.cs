using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Tests.Access;

public sealed class KeyTests(RegistryService service) : IClassFixture<RegistryService>, IDisposable
{
    private static readonly string[] Viewing = ["ViewData"];

    private readonly Front front = new(service);

    public void Dispose() => front.Dispose();

    [Fact]
    public async Task A_key_opens_its_hotels_for_its_permissions_and_is_shown_once()
    {
        var organization = await front.OrganizationAsync("htl_key_a", "htl_key_b");
        var owner = await front.PersonAsync(organization, Role.Owner);
        var (key, id) = await MakeAsync(owner, new { name = "concierge", permissions = Viewing, hotelIds = new[] { "htl_key_a" } });

        var grant = await front.ResolveAsync(key);

        Assert.Equal(("ApiKey", id, "concierge", organization), (grant!.Kind, grant.Id, grant.Subject, grant.OrganizationId));
        Assert.Equal("htl_key_a", Assert.Single(grant.Hotels).HotelId);
        Assert.Equal(Viewing, grant.Hotels[0].Permissions);
        Assert.Empty(grant.OrganizationPermissions);
        using var shown = await front.AsAsync(owner.AccessToken, HttpMethod.Get, $"/api/keys/{id}");
        var text = await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(key, text, StringComparison.Ordinal);
        Assert.Contains(key[..10], text, StringComparison.Ordinal);
        Assert.DoesNotContain(key, service.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_for_all_hotels_opens_one_that_comes_later()
    {
        var organization = await front.OrganizationAsync("htl_all_a");
        var owner = await front.PersonAsync(organization, Role.Owner);
        var (key, _) = await MakeAsync(owner, new { name = "all", permissions = Viewing, allHotels = true });
        await front.ExecuteAsync(
            "INSERT INTO hotel (hotel_id, organization_id, slug, name, time_zone, currency, created_at, changed_at) VALUES ('htl_all_b', $1, 'htl-all-b', 'B', 'UTC', 'EUR', now(), now())", organization);

        Assert.Equal(["htl_all_a", "htl_all_b"], (await front.ResolveAsync(key))!.Hotels.Select(hotel => hotel.HotelId));
    }

    [Fact]
    public async Task Access_to_a_hotel_is_given_right_after_it_was_made()
    {
        var organization = await front.OrganizationAsync("htl_young_a");
        var owner = await front.PersonAsync(organization, Role.Owner);
        var bound = await front.PersonAsync(organization, Role.Admin, "htl_young_a");
        await front.OrganizationAsync("htl_young_other");

        // What the gateway remembers of them for some seconds.
        var (ownerBefore, boundBefore) = (Front.IdentityOf((await front.ResolveAsync(bearer: owner.AccessToken))!), Front.IdentityOf((await front.ResolveAsync(bearer: bound.AccessToken))!));
        Assert.Equal(201, await front.StatusAsync(owner.AccessToken, HttpMethod.Post, "/api/hotels", new { id = "htl_young_b", slug = "young-b", name = "Young", timeZone = "UTC", currency = "EUR" }));

        Assert.Equal(201, await GiveAsync(ownerBefore, "/api/keys", KeyFor("htl_young_b")));
        Assert.Equal(201, await GiveAsync(ownerBefore, "/api/users/invitations", InvitationTo("htl_young_b")));
        Assert.Equal(404, await GiveAsync(ownerBefore, "/api/keys", KeyFor("htl_young_other")));
        Assert.Equal(404, await GiveAsync(ownerBefore, "/api/users/invitations", InvitationTo("htl_young_other")));
        Assert.Equal(404, await GiveAsync(boundBefore, "/api/keys", KeyFor("htl_young_b")));
        Assert.Equal(404, await GiveAsync(boundBefore, "/api/users/invitations", InvitationTo("htl_young_b")));

        static object KeyFor(string hotel) => new { name = "young", permissions = Viewing, hotelIds = new[] { hotel } };
        static object InvitationTo(string hotel) => new { email = "young@example.org", role = "Staff", hotelId = hotel };
        async Task<int> GiveAsync(CallerIdentity caller, string path, object body)
        {
            using var answer = await front.SendAsync(HttpMethod.Post, path, caller, body);
            return (int)answer.StatusCode;
        }
    }

    [Fact]
    public async Task A_revoked_key_opens_nothing_and_stays_on_the_list()
    {
        var owner = await OwnerAsync("htl_rev_a");
        var (key, id) = await MakeAsync(owner, new { name = "revoked", permissions = Viewing, hotelIds = new[] { "htl_rev_a" } });
        Assert.NotNull(await front.ResolveAsync(key));

        Assert.Equal(204, await front.StatusAsync(owner.AccessToken, HttpMethod.Delete, $"/api/keys/{id}"));

        Assert.Null(await front.ResolveAsync(key));
        using var list = await front.AsAsync(owner.AccessToken, HttpMethod.Get, "/api/keys");
        Assert.NotNull((string?)Assert.Single((await Front.JsonAsync(list))["items"]!.AsArray())!["revokedAt"]);
        Assert.Equal(409, await front.StatusAsync(owner.AccessToken, HttpMethod.Put, $"/api/keys/{id}", new { name = "back", permissions = Viewing, hotelIds = new[] { "htl_rev_a" } }));
    }

    [Fact]
    public async Task A_key_ends_when_it_says()
    {
        var owner = await OwnerAsync("htl_end_a");
        var ends = service.Time.GetUtcNow() + TimeSpan.FromHours(1);
        var (key, _) = await MakeAsync(owner, new { name = "ends", permissions = Viewing, hotelIds = new[] { "htl_end_a" }, expiresAt = ends });
        Assert.Equal(ends, (await front.ResolveAsync(key))!.ExpiresAt);
        service.Time.Advance(TimeSpan.FromHours(1));

        Assert.Null(await front.ResolveAsync(key));
    }

    [Fact]
    public async Task When_and_from_where_a_key_was_used_is_known_and_a_new_address_is_told()
    {
        var owner = await OwnerAsync("htl_use_a");
        var (key, id) = await MakeAsync(owner, new { name = "used", permissions = Viewing, hotelIds = new[] { "htl_use_a" } });
        await front.ResolveAsync(key, address: "203.0.113.1");
        service.Time.Advance(TimeSpan.FromSeconds(5));
        await front.ResolveAsync(key, address: "203.0.113.2");
        await front.ResolveAsync(key, address: "203.0.113.2");

        using var shown = await front.AsAsync(owner.AccessToken, HttpMethod.Get, $"/api/keys/{id}");
        var view = await Front.JsonAsync(shown);

        Assert.Equal("203.0.113.2", (string?)view["lastUsedFrom"]);
        Assert.Equal(service.Time.GetUtcNow(), (DateTimeOffset?)view["lastUsedAt"]);
        Assert.Equal(2, service.Logs.Text.Split($"Key {id} is used from a new address").Length - 1);
    }

    [Theory]
    [InlineData("Manager", null, 403)]
    [InlineData("Admin", "ManageAccess", 201)]
    [InlineData("Admin", "ViewAll", 400)]
    public async Task A_key_may_do_at_most_what_its_maker_may(string role, string? permission, int expected)
    {
        var hotel = $"htl_most_{Guid.NewGuid().ToString("N")[..8]}";
        var organization = await front.OrganizationAsync(hotel);
        var maker = await front.PersonAsync(organization, Enum.Parse<Role>(role), hotel);

        Assert.Equal(expected, await front.StatusAsync(
            maker.AccessToken, HttpMethod.Post, "/api/keys", new { name = "k", permissions = new[] { permission ?? "ViewData" }, hotelIds = new[] { hotel } }));
    }

    [Fact]
    public async Task An_admin_of_one_hotel_makes_and_sees_keys_of_that_hotel_only()
    {
        var organization = await front.OrganizationAsync("htl_one_a", "htl_one_b");
        var owner = await front.PersonAsync(organization, Role.Owner);
        var admin = await front.PersonAsync(organization, Role.Admin, "htl_one_a");
        var (_, both) = await MakeAsync(owner, new { name = "both", permissions = Viewing, hotelIds = new[] { "htl_one_a", "htl_one_b" } });
        var (_, all) = await MakeAsync(owner, new { name = "all", permissions = Viewing, allHotels = true });
        var (_, own) = await MakeAsync(owner, new { name = "own", permissions = Viewing, hotelIds = new[] { "htl_one_a" } });

        using var list = await front.AsAsync(admin.AccessToken, HttpMethod.Get, "/api/keys");

        Assert.Equal([own], (await Front.JsonAsync(list))["items"]!.AsArray().Select(key => (string)key!["id"]!));
        Assert.Equal(404, await front.StatusAsync(admin.AccessToken, HttpMethod.Delete, $"/api/keys/{both}"));
        Assert.Equal(404, await front.StatusAsync(admin.AccessToken, HttpMethod.Delete, $"/api/keys/{all}"));
        Assert.Equal(404, await front.StatusAsync(admin.AccessToken, HttpMethod.Post, "/api/keys", new { name = "x", permissions = Viewing, hotelIds = new[] { "htl_one_b" } }));
        Assert.Equal(403, await front.StatusAsync(admin.AccessToken, HttpMethod.Post, "/api/keys", new { name = "x", permissions = Viewing, allHotels = true }));
    }

    [Fact]
    public async Task Anothers_key_does_not_exist()
    {
        var owner = await OwnerAsync("htl_ano_a");
        var stranger = await OwnerAsync("htl_ano_b");
        var (key, id) = await MakeAsync(owner, new { name = "k", permissions = Viewing, hotelIds = new[] { "htl_ano_a" } });

        Assert.Equal(404, await front.StatusAsync(stranger.AccessToken, HttpMethod.Get, $"/api/keys/{id}"));
        Assert.Equal(404, await front.StatusAsync(stranger.AccessToken, HttpMethod.Put, $"/api/keys/{id}", new { name = "x", permissions = Viewing, hotelIds = new[] { "htl_ano_b" } }));
        Assert.Equal(404, await front.StatusAsync(stranger.AccessToken, HttpMethod.Delete, $"/api/keys/{id}"));
        Assert.NotNull(await front.ResolveAsync(key));
    }

    [Fact]
    public async Task A_key_without_the_permission_makes_no_keys()
    {
        var owner = await OwnerAsync("htl_nok_a");
        var (key, _) = await MakeAsync(owner, new { name = "k", permissions = Viewing, hotelIds = new[] { "htl_nok_a" } });

        Assert.Equal(403, await front.StatusAsync(key, HttpMethod.Get, "/api/keys"));
        Assert.Equal(403, await front.StatusAsync(key, HttpMethod.Post, "/api/keys", new { name = "x", permissions = Viewing, hotelIds = new[] { "htl_nok_a" } }));
    }

    private async Task<Person> OwnerAsync(params string[] hotels) => await front.PersonAsync(await front.OrganizationAsync(hotels), Role.Owner);

    private async Task<(string Key, string Id)> MakeAsync(Person by, object request)
    {
        using var answer = await front.AsAsync(by.AccessToken, HttpMethod.Post, "/api/keys", request);
        Assert.Equal(201, (int)answer.StatusCode);
        var made = await Front.JsonAsync(answer);
        return ((string)made["key"]!, (string)made["id"]!);
    }
}
