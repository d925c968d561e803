using System.Net;
using System.Text.Json;

namespace PmsPlatform.Cli.Demo.Founding;

/// <summary>
/// Makes an organisation with its people, hotels, key and connections as its owner would: by the public API and nothing else, beginning with the link that the
/// first start printed.
/// </summary>
internal sealed class Founder(string gateway, Truth sandbox, Action<string> progress)
{
    private const string OwnerEmail = "owner@example.org";
    private const string StaffEmail = "front-desk@example.org";
    private const string Organization = "Demo Hotels";
    private const string Staff = "Staff";
    private const string KeyName = "concierge";

    private static readonly string[] KeyPermissions = ["ViewData", "Sync", "WriteBack"];

    /// <summary>From nothing to connected hotels.</summary>
    /// <param name="link">The token of the first owner's link.</param>
    /// <param name="accounts">What the hotels have at their vendors.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Founded> FoundAsync(string link, IReadOnlyList<VendorAccount> accounts, CancellationToken cancellationToken)
    {
        var password = Invented.Secret();
        await SetUpAsync(gateway, link, OwnerEmail, password, Organization, cancellationToken);
        return await FoundAsync(OwnerEmail, password, accounts, cancellationToken);
    }

    /// <summary>Hotels, a colleague, a key and connections of an organisation whose owner is there.</summary>
    /// <param name="email">The owner's.</param>
    /// <param name="password">The owner's.</param>
    /// <param name="accounts">What the hotels have at their vendors.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Founded> FoundAsync(string email, string password, IReadOnlyList<VendorAccount> accounts, CancellationToken cancellationToken)
    {
        using var owner = await SignInAsync(gateway, email, password, cancellationToken);
        var organization = await owner.GetAsync("/api/admin/organization", cancellationToken);
        progress($"{email} is the owner of {Text(organization, "name")}, and signed in");

        var hotels = new List<FoundedHotel>();
        foreach (var account in accounts)
            hotels.Add(await HotelAsync(owner, account, cancellationToken));
        var invited = await InviteAsync(owner, hotels[0].Id, cancellationToken);
        var (key, apiKey) = await KeyAsync(owner, hotels, cancellationToken);

        var connections = new List<(FoundedConnection Made, DemoConnection Connection)>();
        var connecting = new Connecting(owner, sandbox, progress);
        foreach (var (account, hotel) in accounts.Zip(hotels))
            connections.Add(await connecting.ConnectAsync(account, hotel.Id, Text(organization, "id"), cancellationToken));

        var report = new FoundingReport
        {
            OrganizationId = Text(organization, "id"),
            Organization = Text(organization, "name"),
            Owner = email,
            Invited = invited,
            Hotels = hotels,
            Key = key,
            Connections = [.. connections.Select(one => one.Made)],
        };
        return new Founded(report, apiKey, [.. connections.Select(one => one.Connection)]);
    }

    /// <summary>The first owner, and with him the organisation.</summary>
    public static async Task SetUpAsync(string gateway, string link, string email, string password, string organization, CancellationToken cancellationToken)
    {
        using var door = new PlatformDoor(gateway);
        await door.PostAsync("/api/auth/setup", new { token = link, email, password, name = "The owner", organizationName = organization }, cancellationToken);
    }

    /// <summary>The gateway as somebody sees it who has a password.</summary>
    public static async Task<PlatformDoor> SignInAsync(string gateway, string email, string password, CancellationToken cancellationToken)
    {
        using var door = new PlatformDoor(gateway);
        var tokens = await door.PostAsync("/api/auth/login", new { email, password }, cancellationToken);
        return new PlatformDoor(gateway, Text(tokens, "accessToken"));
    }

    private async Task<FoundedHotel> HotelAsync(PlatformDoor owner, VendorAccount account, CancellationToken cancellationToken)
    {
        var hotel = await owner.PostAsync(
            "/api/hotels", new { slug = account.Slug, name = account.Name, timeZone = account.TimeZone, currency = account.Currency }, cancellationToken);
        progress($"{account.Name} is {Text(hotel, "id")}");
        return new FoundedHotel(Text(hotel, "id"), account.Slug, account.Name);
    }

    /// <summary>A colleague with a lesser role: invited, come in, and not let further than that.</summary>
    private async Task<InvitedPerson> InviteAsync(PlatformDoor owner, string hotelId, CancellationToken cancellationToken)
    {
        var invitation = await owner.PostAsync("/api/users/invitations", new { email = StaffEmail, role = Staff, hotelId }, cancellationToken);
        var password = Invented.Secret();
        using (var door = new PlatformDoor(gateway))
            await door.PostAsync("/api/auth/invitations/accept", new { token = Text(invitation, "token"), password, name = "The front desk" }, cancellationToken);

        using var staff = await SignInAsync(gateway, StaffEmail, password, cancellationToken);
        var me = await staff.GetAsync("/api/users/me", cancellationToken);
        var hotel = me.GetProperty("hotels").EnumerateArray().Single();
        var permissions = hotel.GetProperty("permissions").EnumerateArray().Select(one => one.GetString()!).ToList();
        var refusal = await staff.StatusOfPostAsync("/api/keys", new { name = "not his to make", permissions = KeyPermissions, hotelIds = new[] { hotelId } }, cancellationToken);
        progress($"{StaffEmail} came in by invitation as {Staff}");
        return new InvitedPerson(StaffEmail, Staff, Text(hotel, "hotelId"), permissions, refusal is HttpStatusCode.Forbidden);
    }

    private async Task<(FoundedKey Key, string Text)> KeyAsync(PlatformDoor owner, List<FoundedHotel> hotels, CancellationToken cancellationToken)
    {
        var key = await owner.PostAsync(
            "/api/keys",
            new { name = KeyName, permissions = KeyPermissions, hotelIds = hotels.ConvertAll(hotel => hotel.Id), expiresAt = TimeProvider.System.GetUtcNow().AddDays(1) },
            cancellationToken);
        progress($"Key {Text(key, "prefix")}… may {string.Join(", ", KeyPermissions)}");
        return (new FoundedKey(Text(key, "id"), KeyName, Text(key, "prefix"), KeyPermissions), Text(key, "key"));
    }

    internal static string Text(JsonElement answer, string member) =>
        Comparison.Member(answer, member) ?? throw new CommandFailedException($"The platform's answer has no {member}.");
}
