using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Tests.Access;

public sealed class UserTests(RegistryService service) : IClassFixture<RegistryService>, IDisposable
{
    private readonly Front front = new(service);

    public void Dispose() => front.Dispose();

    [Fact]
    public async Task Whoever_is_invited_chooses_a_password_and_has_the_role()
    {
        var owner = await OwnerAsync("htl_inv_a");
        using var invited = await front.AsAsync(owner.AccessToken, HttpMethod.Post, "/api/users/invitations", new { email = "new@example.org", role = "Manager", hotelId = "htl_inv_a" });
        Assert.Equal(201, (int)invited.StatusCode);
        var token = (string)(await Front.JsonAsync(invited))["token"]!;

        using var accepted = await front.PostAsync("/api/auth/invitations/accept", new { token, password = Front.Password, name = "New Here" });

        Assert.Equal(200, (int)accepted.StatusCode);
        var grant = await front.ResolveAsync(bearer: (string)(await Front.JsonAsync(accepted))["accessToken"]!);
        Assert.Equal(Permissions.NamesOf(Permissions.Of(Role.Manager)), Assert.Single(grant!.Hotels).Permissions);
        Assert.Equal((404, "not-found"), await Front.ProblemAsync(front.PostAsync("/api/auth/invitations/accept", new { token, password = Front.Password })));
    }

    [Fact]
    public async Task An_invitation_ends_by_time_or_when_it_is_taken_back()
    {
        var owner = await OwnerAsync();
        var (late, _) = await InviteAsync(owner, "late@example.org");
        var (taken, id) = await InviteAsync(owner, "taken@example.org");
        Assert.Equal(204, await front.StatusAsync(owner.AccessToken, HttpMethod.Delete, $"/api/users/invitations/{id}"));
        Assert.Equal((404, "not-found"), await Front.ProblemAsync(front.PostAsync("/api/auth/invitations/accept", new { token = taken, password = Front.Password })));
        service.Time.Advance(TimeSpan.FromDays(7));
        Assert.Equal((404, "not-found"), await Front.ProblemAsync(front.PostAsync("/api/auth/invitations/accept", new { token = late, password = Front.Password })));
    }

    [Theory]
    [InlineData(Role.Admin, "Owner", null, 403)]
    [InlineData(Role.Admin, "Admin", null, 201)]
    [InlineData(Role.Owner, "Owner", null, 201)]
    [InlineData(Role.Manager, "Staff", "htl_give", 403)]
    [InlineData(Role.Staff, "Guest", "htl_give", 403)]
    [InlineData(Role.Guest, "Guest", "htl_give", 403)]
    [InlineData(Role.Owner, "Emperor", null, 400)]
    [InlineData(Role.Owner, "Owner", "htl_give", 400)]
    [InlineData(Role.Owner, "Staff", "htl_of_others", 404)]
    public async Task Nobody_gives_more_than_he_has(Role giver, string role, string? hotel, int expected)
    {
        var suffix = Guid.NewGuid().ToString("N")[..8];
        var organization = await front.OrganizationAsync($"htl_give_{suffix}");
        var person = await front.PersonAsync(organization, giver);

        Assert.Equal(expected, await front.StatusAsync(
            person.AccessToken, HttpMethod.Post, "/api/users/invitations", new { email = "x@example.org", role, hotelId = hotel == "htl_give" ? $"htl_give_{suffix}" : hotel }));
    }

    [Fact]
    public async Task An_admin_of_one_hotel_sees_and_changes_people_of_that_hotel_only()
    {
        var organization = await front.OrganizationAsync("htl_adm_a", "htl_adm_b");
        var admin = await front.PersonAsync(organization, Role.Admin, "htl_adm_a");
        var own = await front.PersonAsync(organization, Role.Staff, "htl_adm_a");
        var other = await front.PersonAsync(organization, Role.Staff, "htl_adm_b");
        var owner = await front.PersonAsync(organization, Role.Owner);

        using var list = await front.AsAsync(admin.AccessToken, HttpMethod.Get, "/api/users");

        Assert.Equal(new[] { admin.Id, own.Id }.Order(StringComparer.Ordinal), (await Front.JsonAsync(list))["items"]!.AsArray().Select(user => (string)user!["id"]!));
        Assert.Equal(404, await front.StatusAsync(admin.AccessToken, HttpMethod.Get, $"/api/users/{other.Id}"));
        Assert.Equal(404, await front.StatusAsync(admin.AccessToken, HttpMethod.Put, $"/api/users/{owner.Id}/roles", new { roles = Array.Empty<object>() }));
        Assert.Equal(404, await front.StatusAsync(admin.AccessToken, HttpMethod.Put, $"/api/users/{own.Id}/roles", new { roles = new[] { new { role = "Staff", hotelId = "htl_adm_b" } } }));
        Assert.Equal(403, await front.StatusAsync(admin.AccessToken, HttpMethod.Put, $"/api/users/{own.Id}/roles", new { roles = new[] { new { role = "Staff" } } }));
        Assert.Equal(403, await front.StatusAsync(admin.AccessToken, HttpMethod.Delete, $"/api/users/{own.Id}"));
        Assert.Equal(204, await front.StatusAsync(admin.AccessToken, HttpMethod.Put, $"/api/users/{own.Id}/roles", new { roles = new[] { new { role = "Manager", hotelId = "htl_adm_a" } } }));
        Assert.Equal(Permissions.NamesOf(Permissions.Of(Role.Manager)), Assert.Single((await front.ResolveAsync(bearer: own.AccessToken))!.Hotels).Permissions);
    }

    [Fact]
    public async Task Changed_roles_count_from_the_next_question_on()
    {
        var organization = await front.OrganizationAsync("htl_chg_a");
        var owner = await front.PersonAsync(organization, Role.Owner);
        var person = await front.PersonAsync(organization, Role.Staff, "htl_chg_a");

        Assert.Equal(204, await front.StatusAsync(owner.AccessToken, HttpMethod.Put, $"/api/users/{person.Id}/roles", new { roles = new[] { new { role = "Guest", hotelId = "htl_chg_a" } } }));

        Assert.Empty((await front.ResolveAsync(bearer: person.AccessToken))!.Hotels);
    }

    [Fact]
    public async Task Who_is_disabled_is_out_at_once_and_cannot_come_back()
    {
        var organization = await front.OrganizationAsync();
        var owner = await front.PersonAsync(organization, Role.Owner);
        var person = await front.PersonAsync(organization, Role.Staff);

        Assert.Equal(204, await front.StatusAsync(owner.AccessToken, HttpMethod.Delete, $"/api/users/{person.Id}"));

        Assert.Null(await front.ResolveAsync(bearer: person.AccessToken));
        using var login = await front.LoginAsync(person.Email);
        Assert.Equal(401, (int)login.StatusCode);
        using var refresh = await front.PostAsync("/api/auth/refresh", new { refreshToken = person.RefreshToken });
        Assert.Equal(401, (int)refresh.StatusCode);
    }

    [Fact]
    public async Task The_last_owner_stays()
    {
        var owner = await OwnerAsync();

        Assert.Equal(409, await front.StatusAsync(owner.AccessToken, HttpMethod.Put, $"/api/users/{owner.Id}/roles", new { roles = Array.Empty<object>() }));
        Assert.Equal(409, await front.StatusAsync(owner.AccessToken, HttpMethod.Delete, $"/api/users/{owner.Id}"));
        Assert.NotEmpty((await front.ResolveAsync(bearer: owner.AccessToken))!.OrganizationPermissions);
    }

    [Fact]
    public async Task A_list_comes_in_pages_and_another_organisation_is_not_in_it()
    {
        var organization = await front.OrganizationAsync();
        var owner = await front.PersonAsync(organization, Role.Owner);
        for (var number = 0; number < 4; number++)
            await front.PersonAsync(organization, Role.Staff);
        await OwnerAsync();

        var ids = new List<string>();
        string? next = null;
        do
        {
            using var answer = await front.AsAsync(owner.AccessToken, HttpMethod.Get, $"/api/users?limit=2{(next is null ? "" : $"&after={next}")}");
            var page = await Front.JsonAsync(answer);
            ids.AddRange(page["items"]!.AsArray().Select(user => (string)user!["id"]!));
            next = (string?)page["next"];
        }
        while (next is not null);

        Assert.Equal(5, ids.Count);
        Assert.Equal(5, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(400, await front.StatusAsync(owner.AccessToken, HttpMethod.Get, "/api/users?limit=0"));
        Assert.Equal(400, await front.StatusAsync(owner.AccessToken, HttpMethod.Get, "/api/users?after=!"));
    }

    [Theory]
    [InlineData(Role.Guest)]
    [InlineData(Role.Manager)]
    public async Task Everybody_learns_what_he_may_do(Role role)
    {
        var hotel = $"htl_me_{(int)role}";
        var person = await front.PersonAsync(await front.OrganizationAsync(hotel), role, hotel);

        using var answer = await front.AsAsync(person.AccessToken, HttpMethod.Get, "/api/users/me");

        var me = await Front.JsonAsync(answer);
        Assert.Equal((person.Email, "User"), ((string?)me["email"], (string?)me["kind"]));
        Assert.Equal(role is Role.Guest ? 0 : 1, me["hotels"]!.AsArray().Count);
    }

    private async Task<Person> OwnerAsync(params string[] hotels) => await front.PersonAsync(await front.OrganizationAsync(hotels), Role.Owner);

    private async Task<(string Token, string Id)> InviteAsync(Person by, string email)
    {
        using var answer = await front.AsAsync(by.AccessToken, HttpMethod.Post, "/api/users/invitations", new { email, role = "Staff" });
        var made = await Front.JsonAsync(answer);
        return ((string)made["token"]!, (string)made["id"]!);
    }
}
