using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.Connections.Access;
using PmsPlatform.Connections.Access.SignIn;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Tests.Access;

public sealed class SignInTests(RegistryService service) : IClassFixture<RegistryService>, IDisposable
{
    private readonly Front front = new(service);

    public void Dispose() => front.Dispose();

    [Fact]
    public async Task Signing_in_gives_a_token_that_opens_what_the_role_allows()
    {
        var organization = await front.OrganizationAsync("htl_in_a", "htl_in_b");
        var person = await front.PersonAsync(organization, Role.Staff, "htl_in_a");

        using var answer = await front.LoginAsync(person.Email.ToUpperInvariant());

        Assert.Equal(200, (int)answer.StatusCode);
        var tokens = await Front.JsonAsync(answer);
        Assert.Equal(("Bearer", 600), ((string?)tokens["tokenType"], (int?)tokens["expiresIn"]));
        var grant = await front.ResolveAsync(bearer: (string)tokens["accessToken"]!);
        Assert.Equal(("User", person.Id, organization, 0), (grant!.Kind, grant.Id, grant.OrganizationId, grant.OrganizationPermissions.Count));
        var hotel = Assert.Single(grant.Hotels);
        Assert.Equal(("htl_in_a", "htl-in-a"), (hotel.HotelId, hotel.Slug));
        Assert.Equal(["ViewData", "Sync", "WriteBack"], hotel.Permissions);
    }

    [Fact]
    public async Task An_unknown_address_and_a_wrong_password_get_the_same_answer()
    {
        var person = await front.PersonAsync(await front.OrganizationAsync(), Role.Staff);
        using var wrong = await front.LoginAsync(person.Email, "a wrong password altogether");
        using var unknown = await front.LoginAsync("nobody@example.org", "a wrong password altogether");

        Assert.Equal((401, 401), ((int)wrong.StatusCode, (int)unknown.StatusCode));
        Assert.Equal(await WithoutIdAsync(wrong), await WithoutIdAsync(unknown));
        Assert.DoesNotContain(person.Email, service.Logs.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("nobody@example.org", service.Logs.Text, StringComparison.OrdinalIgnoreCase);

        static async Task<string> WithoutIdAsync(HttpResponseMessage answer)
        {
            var problem = (await Front.JsonAsync(answer)).AsObject();
            problem.Remove("correlationId");
            return problem.ToJsonString();
        }
    }

    [Fact]
    public async Task An_unknown_address_takes_as_long_as_a_wrong_password()
    {
        var person = await front.PersonAsync(await front.OrganizationAsync(), Role.Staff);
        List<double> wrong = [], unknown = [];
        for (var round = 0; round < 5; round++)
        {
            wrong.Add(await TimeOfAsync(person.Email));
            unknown.Add(await TimeOfAsync($"nobody-{round}@example.org"));
        }

        // Without the hash an unknown address is answered in a twentieth of the time.
        Assert.InRange(unknown.Order().ElementAt(2) / wrong.Order().ElementAt(2), 0.3, 3);

        async Task<double> TimeOfAsync(string email)
        {
            var clock = Stopwatch.StartNew();
            using var answer = await front.LoginAsync(email, "a wrong password altogether");
            Assert.Equal(401, (int)answer.StatusCode);
            return clock.Elapsed.TotalMilliseconds;
        }
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_an_account_for_a_quarter_of_an_hour()
    {
        var person = await front.PersonAsync(await front.OrganizationAsync(), Role.Staff);
        for (var attempt = 0; attempt < 5; attempt++)
            Assert.Equal(401, await LoginStatusAsync(person.Email, "a wrong password altogether"));

        Assert.Equal(401, await LoginStatusAsync(person.Email, Front.Password));
        service.Time.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(200, await LoginStatusAsync(person.Email, Front.Password));
    }

    [Fact]
    public async Task An_account_that_is_tried_too_often_is_told_to_wait_whether_it_exists_or_not()
    {
        var statuses = await Task.WhenAll(Enumerable.Range(0, 13).Select(_ => LoginStatusAsync("tried-too-often@example.org", "x")));

        Assert.Equal([.. Enumerable.Repeat(401, 10), .. Enumerable.Repeat(429, 3)], statuses.Order());
    }

    [Fact]
    public async Task A_token_is_good_for_ten_minutes_and_its_refresh_for_days()
    {
        var person = await front.PersonAsync(await front.OrganizationAsync(), Role.Staff);
        service.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(await front.ResolveAsync(bearer: person.AccessToken));
        service.Time.Advance(TimeSpan.FromDays(13));

        using var answer = await RefreshAsync(person.RefreshToken);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.NotNull(await front.ResolveAsync(bearer: (string)(await Front.JsonAsync(answer))["accessToken"]!));
    }

    [Fact]
    public async Task A_refresh_token_that_is_used_again_ends_the_sign_in_for_whoever_holds_it()
    {
        var person = await front.PersonAsync(await front.OrganizationAsync(), Role.Staff);
        using var first = await RefreshAsync(person.RefreshToken);
        var tokens = await Front.JsonAsync(first);
        using var lost = await RefreshAsync(person.RefreshToken);
        Assert.Equal(200, (int)lost.StatusCode);
        service.Time.Advance(TimeSpan.FromSeconds(31));

        using var stolen = await RefreshAsync(person.RefreshToken);

        Assert.Equal(401, (int)stolen.StatusCode);
        Assert.Null(await front.ResolveAsync(bearer: (string)tokens["accessToken"]!));
        using var next = await RefreshAsync((string)tokens["refreshToken"]!);
        Assert.Equal(401, (int)next.StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_the_tokens_at_once()
    {
        var person = await front.PersonAsync(await front.OrganizationAsync(), Role.Staff);
        using var answer = await front.PostAsync("/api/auth/logout", new { refreshToken = person.RefreshToken });

        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Null(await front.ResolveAsync(bearer: person.AccessToken));
        using var again = await RefreshAsync(person.RefreshToken);
        Assert.Equal(401, (int)again.StatusCode);
    }

    [Fact]
    public async Task A_refresh_token_is_no_access_token_and_nothing_made_up_is_one()
    {
        var person = await front.PersonAsync(await front.OrganizationAsync(), Role.Staff);

        Assert.Null(await front.ResolveAsync(bearer: person.RefreshToken));
        Assert.Null(await front.ResolveAsync(bearer: person.AccessToken[..^4] + "AAAA"));
        Assert.Null(await front.ResolveAsync(bearer: "AQID"));
        using var crossed = await RefreshAsync(person.AccessToken);
        Assert.Equal(401, (int)crossed.StatusCode);
    }

    [Fact]
    public async Task A_new_password_ends_every_sign_in_and_begins_one()
    {
        var person = await front.PersonAsync(await front.OrganizationAsync(), Role.Staff);
        Assert.Equal(401, await front.StatusAsync(person.AccessToken, HttpMethod.Post, "/api/auth/password", new { currentPassword = "not the one in use", password = "another long and good one" }));
        using var answer = await front.AsAsync(person.AccessToken, HttpMethod.Post, "/api/auth/password", new { currentPassword = Front.Password, password = "another long and good one" });

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Null(await front.ResolveAsync(bearer: person.AccessToken));
        Assert.NotNull(await front.ResolveAsync(bearer: (string)(await Front.JsonAsync(answer))["accessToken"]!));
        Assert.Equal(401, await LoginStatusAsync(person.Email, Front.Password));
        Assert.Equal(200, await LoginStatusAsync(person.Email, "another long and good one"));
    }

    [Fact]
    public async Task A_stranger_changes_no_password() => Assert.Equal(
        (401, "unauthorised"), await Front.ProblemAsync(front.PostAsync("/api/auth/password", new { currentPassword = Front.Password, password = "another long and good one" })));

    [Theory]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("Password12345678!")]
    [InlineData("hotel-aurora-2030")]
    public async Task A_weak_password_is_refused_with_the_reason(string password)
    {
        var person = await front.PersonAsync(await front.OrganizationAsync(), Role.Staff);
        using var answer = await front.AsAsync(person.AccessToken, HttpMethod.Post, "/api/auth/password", new { currentPassword = Front.Password, password });

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal("$.password", (string?)(await Front.JsonAsync(answer))["field"]);
        Assert.DoesNotContain(password, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passwords_and_tokens_are_in_no_log_and_in_no_row()
    {
        var person = await front.PersonAsync(await front.OrganizationAsync(), Role.Staff);
        using var answer = await front.LoginAsync(person.Email);

        Assert.DoesNotContain(Front.Password, service.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(person.AccessToken, service.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(person.RefreshToken, service.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_but_a_service_resolves_credentials()
    {
        var person = await front.PersonAsync(await front.OrganizationAsync(), Role.Owner);
        Assert.Equal(403, await front.StatusAsync(person.AccessToken, HttpMethod.Post, "/internal/access/resolve", new { credentialHash = "x" }));
        using var nobody = await front.SendAsync(HttpMethod.Post, "/internal/access/resolve", caller: null, new { credentialHash = "x" });
        Assert.Equal(401, (int)nobody.StatusCode);
    }

    private Task<HttpResponseMessage> RefreshAsync(string token) => front.PostAsync("/api/auth/refresh", new { refreshToken = token });

    private async Task<int> LoginStatusAsync(string email, string password)
    {
        using var answer = await front.LoginAsync(email, password);
        return (int)answer.StatusCode;
    }
}

/// <summary>The first owner's way in. A class of its own: its database has no user.</summary>
public sealed class SetUpTests(RegistryService service) : IClassFixture<RegistryService>, IDisposable
{
    private readonly Front front = new(service);

    public void Dispose() => front.Dispose();

    [Fact]
    public async Task The_printed_link_makes_one_owner_and_no_second()
    {
        var (first, second) = (await LinkAsync(), await LinkAsync());
        Assert.Equal((404, "not-found"), await Front.ProblemAsync(SetUpAsync("made-up")));

        using var answer = await SetUpAsync(first!);

        Assert.Equal(200, (int)answer.StatusCode);
        var grant = await front.ResolveAsync(bearer: (string)(await Front.JsonAsync(answer))["accessToken"]!);
        Assert.Equal(Permissions.NamesOf(Permissions.All), grant!.OrganizationPermissions);
        Assert.Equal((404, "not-found"), await Front.ProblemAsync(SetUpAsync(first!)));
        Assert.Equal((404, "not-found"), await Front.ProblemAsync(SetUpAsync(second!)));
        Assert.Null(await LinkAsync());
        Assert.DoesNotContain(first!, service.Logs.Text, StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> SetUpAsync(string token) =>
        front.PostAsync("/api/auth/setup", new { token, email = "owner@example.org", password = Front.Password, organizationName = "Aurora Hotels" });

    private async Task<string?> LinkAsync()
    {
        await using var scope = service.Services.CreateAsyncScope();
        var start = ActivatorUtilities.CreateInstance<FirstStart>(service.Services);
        var link = await start.MakeLinkAsync(scope.ServiceProvider.GetRequiredService<AccessContext>(), TestContext.Current.CancellationToken);
        return link?.Query["?token=".Length..];
    }
}

/// <summary>A link nobody used in time.</summary>
public sealed class LateSetUpTests(RegistryService service) : IClassFixture<RegistryService>
{
    [Fact]
    public async Task A_link_is_good_for_a_day()
    {
        using var front = new Front(service);
        await using var scope = service.Services.CreateAsyncScope();
        var link = await ActivatorUtilities.CreateInstance<FirstStart>(service.Services)
            .MakeLinkAsync(scope.ServiceProvider.GetRequiredService<AccessContext>(), TestContext.Current.CancellationToken);
        service.Time.Advance(TimeSpan.FromHours(24));

        Assert.Equal((404, "not-found"), await Front.ProblemAsync(front.PostAsync(
            "/api/auth/setup", new { token = link!.Query["?token=".Length..], email = "owner@example.org", password = Front.Password, organizationName = "Aurora Hotels" })));
    }
}
