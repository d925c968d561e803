using PmsPlatform.Conformance.Suite;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Writes;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Connectors.Hostaway.Tests;

/// <summary>What is Hostaway's own about writing; what holds for every vendor is in <see cref="HostawayWriteConformance"/>.</summary>
public sealed class WriteTests(HostawaySandbox sandbox, ConformanceBench bench) : IClassFixture<HostawaySandbox>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_note_is_added_below_what_the_host_wrote_and_only_once()
    {
        var account = await sandbox.AddAsync(40);
        await using var connected = await account.ConnectAsync(bench.Servers);
        var booking = (await sandbox.TruthAsync(account, "bookings"))[0].GetProperty("externalId").GetString()!;
        await connected.Connector.WriteAsync(Note(booking, "Written by hand"), Token);
        var before = await new HostawayWriteView().NotesAsync(AddressOf(account), booking, Token);
        var write = Note(booking, "Late arrival");

        Assert.Equal(WritePresence.Absent, (await connected.Connector.FindAsync(write, Token)).Presence);
        await connected.Connector.WriteAsync(write, Token);
        await connected.Connector.WriteAsync(write, Token);

        var text = await new HostawayWriteView().NotesAsync(AddressOf(account), booking, Token);
        Assert.Equal($"{before}\nLate arrival [{write.Reference}]", text);
        Assert.Equal(WritePresence.Arrived, (await connected.Connector.FindAsync(write, Token)).Presence);
    }

    [Fact]
    public async Task Cleanness_of_a_single_unit_is_refused_for_Hostaway_has_none()
    {
        var account = await sandbox.AddAsync(200);
        await using var connected = await account.ConnectAsync(bench.Servers);
        var unit = (await sandbox.TruthAsync(account, "rooms")).First(room => !new HostawayWriteView().HasHousekeeping(room)).GetProperty("externalId").GetString()!;
        var write = new HousekeepingWrite(unit, HousekeepingStatus.Clean) { Id = Guid.CreateVersion7(), AcceptedAt = DateTimeOffset.UtcNow };

        var error = await Assert.ThrowsAsync<VendorException>(() => connected.Connector.WriteAsync(write, Token));

        Assert.Equal(VendorErrorKind.Unsupported, error.Kind);
    }

    [Fact]
    public async Task What_Hostaway_has_no_value_for_is_refused_beforehand()
    {
        var account = await sandbox.AddAsync(20);
        await using var connected = await account.ConnectAsync(bench.Servers);
        IWrites<CheckoutTimeWrite> times = connected.Connector;
        IWrites<HousekeepingWrite> rooms = connected.Connector;
        var (id, at) = (Guid.CreateVersion7(), DateTimeOffset.UtcNow);

        Assert.NotNull(times.RefusalOf(new CheckoutTimeWrite("1", new TimeOnly(11, 30)) { Id = id, AcceptedAt = at }));
        Assert.Null(times.RefusalOf(new CheckoutTimeWrite("1", new TimeOnly(11, 0)) { Id = id, AcceptedAt = at }));
        Assert.NotNull(rooms.RefusalOf(new HousekeepingWrite("1", HousekeepingStatus.Inspected) { Id = id, AcceptedAt = at }));
        Assert.IsNotAssignableFrom<IWrites<PreferencesWrite>>(connected.Connector);
    }

    [Fact]
    public async Task A_refusal_is_told_in_the_vendors_words_beside_the_reason()
    {
        var account = await sandbox.AddAsync(20);
        await using var connected = await account.ConnectAsync(bench.Servers);

        var error = await Assert.ThrowsAsync<VendorException>(() => connected.Connector.WriteAsync(Note("999", "n"), Token));

        Assert.Equal(VendorErrorKind.NotFound, error.Kind);
        Assert.Contains("not found", error.VendorText, StringComparison.OrdinalIgnoreCase);
    }

    private static NoteWrite Note(string booking, string text) => new(booking, text) { Id = Guid.CreateVersion7(), AcceptedAt = DateTimeOffset.UtcNow };

    private static VendorAddress AddressOf(SandboxAccount account) => new(
        new Uri(account.Url.TrimEnd('/') + "/"),
        new Dictionary<string, string> { ["accountId"] = account.AccountId, ["clientSecret"] = account.Secret },
        account.Hotel.TimeZone.Id);
}
