using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Rooms;
using PmsPlatform.Contracts.WriteBacks;
using PmsPlatform.TestKit;

namespace PmsPlatform.Conformance.Suite;

/// <summary>What a vendor's API shows of what was written to it, asked without any code of the connector.</summary>
public interface IVendorWriteView
{
    /// <summary>Whether a request is the one that makes a charge.</summary>
    bool IsCharge(string method, string path);

    /// <summary>Amounts of the charges of a booking that came through the platform, in major units.</summary>
    Task<IReadOnlyList<decimal>> ChargesAsync(VendorAddress vendor, string bookingId, CancellationToken cancellationToken);

    /// <summary>Notes of a booking.</summary>
    Task<string> NotesAsync(VendorAddress vendor, string bookingId, CancellationToken cancellationToken);

    /// <summary>Hotel-local time at which a booking ends.</summary>
    Task<TimeOnly> CheckoutTimeAsync(VendorAddress vendor, string bookingId, CancellationToken cancellationToken);

    /// <summary>The vendor's word for the housekeeping of a room.</summary>
    Task<string> HousekeepingAsync(VendorAddress vendor, string roomId, CancellationToken cancellationToken);

    /// <summary>That word for clean.</summary>
    string Clean { get; }

    /// <summary>Whether housekeeping of this room can be written.</summary>
    bool HasHousekeeping(JsonElement room);
}

/// <summary>Where a vendor is, and how one gets in.</summary>
public sealed record VendorAddress(Uri Url, IReadOnlyDictionary<string, string> Credentials, string TimeZone);

/// <summary>
/// What writing to any vendor must keep to, with the connector as a real process that is killed, and effects counted at the vendor. One line per vendor.
/// </summary>
public abstract class VendorWriteConformance<TConnector>(string vendor, IVendorWriteView view, ConformanceBench bench)
    where TConnector : IPmsConnector
{
    private protected ConformanceBench Bench => bench;

    private protected string Vendor => vendor;

    private protected IVendorWriteView View => view;

    private protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Europe/Budapest", "EUR", 1250, "12.5")]
    [InlineData("Asia/Tokyo", "JPY", 1250, "1250")]
    [InlineData("Pacific/Tongatapu", "KWD", 1250, "1.25")]
    public async Task Every_kind_arrives_at_the_vendor(string zone, string currency, long minorUnits, string major)
    {
        var hotel = await bench.AddHotelAsync(vendor, new HotelOrder { Bookings = 80, TimeZone = zone, Currency = currency }, Token);
        await using var connector = await ConnectorUnderTest<TConnector>.StartAsync(bench, hotel, Token);
        var (address, booking) = (AddressOf(hotel), await BookingAsync(hotel));
        var room = (await hotel.TruthAsync("rooms", Token)).First(view.HasHousekeeping).GetProperty("externalId").GetString()!;

        foreach (var request in (WriteBackRequest[])
        [
            Note(booking, "Späte Anreise, ca. 23:30"),
            new() { Kind = WriteBackKind.Charge, BookingId = booking, Charge = new WriteBackCharge { Amount = new Money(minorUnits, currency), Title = "Minibar" } },
            new() { Kind = WriteBackKind.CheckoutTime, BookingId = booking, CheckoutTime = new TimeOnly(13, 0) },
            new() { Kind = WriteBackKind.Housekeeping, RoomId = room, Housekeeping = HousekeepingStatus.Dirty },
            new() { Kind = WriteBackKind.Housekeeping, RoomId = room, Housekeeping = HousekeepingStatus.Clean },
        ])
        {
            var accepted = await connector.Writes.AcceptAsync(request, Token);
            Assert.Equal(1, (await connector.Writes.InAsync(accepted.Id, WriteBackState.Succeeded, Token)).Attempts);
        }

        Assert.Contains("Späte Anreise, ca. 23:30", await view.NotesAsync(address, booking, Token), StringComparison.Ordinal);
        Assert.Equal([decimal.Parse(major, System.Globalization.CultureInfo.InvariantCulture)], await view.ChargesAsync(address, booking, Token));
        Assert.Equal(new TimeOnly(13, 0), await view.CheckoutTimeAsync(address, booking, Token));
        Assert.Equal(view.Clean, await view.HousekeepingAsync(address, room, Token));
        await Eventually.TrueAsync(() => connector.Heard.Of(Heard.Settled).Count == 5, Soon, "five settlements are heard", Token);
        Assert.All(connector.Heard.Of(Heard.Settled), settled => Assert.True(settled.GetProperty("succeeded").GetBoolean()));
    }

    [Fact]
    public async Task Notes_are_added_in_order_and_none_is_lost()
    {
        var hotel = await bench.AddHotelAsync(vendor, new HotelOrder { Bookings = 60 }, Token);
        await using var connector = await ConnectorUnderTest<TConnector>.StartAsync(bench, hotel, Token);
        var booking = await BookingAsync(hotel);

        var accepted = new List<Guid>();
        for (var number = 0; number < 5; number++)
            accepted.Add((await connector.Writes.AcceptAsync(Note(booking, $"note-{number}."), Token)).Id);
        await connector.Writes.InAsync(accepted[^1], WriteBackState.Succeeded, Token);

        var notes = await view.NotesAsync(AddressOf(hotel), booking, Token);
        Assert.All(Enumerable.Range(0, 5), number => Assert.Equal(1, notes.Split($"note-{number}.").Length - 1));
    }

    [Theory]
    [InlineData("during the call")]
    [InlineData("after the call")]
    public Task A_charge_is_made_once_however_the_process_dies(string moment) => DiesAsync(moment);

    /// <summary>The process dies at a moment of a charge's call, and the charge is made once.</summary>
    private protected async Task DiesAsync(string moment)
    {
        var hotel = await bench.AddHotelAsync(vendor, new HotelOrder { Bookings = 60 }, Token);
        await using var connector = await ConnectorProcess<TConnector>.StartAsync(bench, hotel, Token);
        var booking = await BookingAsync(hotel);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        HoldAt(connector.Door, moment, reached);

        var charge = await connector.Writes.AcceptAsync(Charge(booking), Token);
        await reached.Task.WaitAsync(Soon, Token);
        await connector.KillAsync();
        Assert.Equal(moment == "after the call" ? 1 : 0, (await view.ChargesAsync(AddressOf(hotel), booking, Token)).Count);

        Release(connector.Door);
        await connector.StartAsync(Token);
        var settled = await connector.Writes.InAsync(charge.Id, WriteBackState.Succeeded, Token);

        Assert.Single(await view.ChargesAsync(AddressOf(hotel), booking, Token));
        Assert.Equal(moment == "after the call" ? 1 : 2, settled.Attempts);
        await Eventually.TrueAsync(() => connector.Heard.Of(Heard.Settled).Count == 1, Soon, "one settlement is heard", Token);
    }

    [Fact]
    public async Task A_lost_answer_does_not_double_a_charge()
    {
        var hotel = await bench.AddHotelAsync(vendor, new HotelOrder { Bookings = 60 }, Token);
        await using var connector = await ConnectorUnderTest<TConnector>.StartAsync(bench, hotel, Token);
        var booking = await BookingAsync(hotel);
        var lost = 0;
        connector.Door.BeforeReply = http =>
        {
            if (IsCharge(http) && Interlocked.Increment(ref lost) == 1)
                http.Abort();
            return Task.CompletedTask;
        };

        var charge = await connector.Writes.AcceptAsync(Charge(booking), Token);
        await connector.Writes.InAsync(charge.Id, WriteBackState.Succeeded, Token);

        Assert.Equal(1, lost);
        Assert.Single(await view.ChargesAsync(AddressOf(hotel), booking, Token));
    }

    [Fact]
    public async Task What_was_asked_for_while_the_vendor_was_down_arrives_in_order_when_it_is_back()
    {
        var hotel = await bench.AddHotelAsync(vendor, new HotelOrder { Bookings = 60 }, Token);
        await using var connector = await ConnectorUnderTest<TConnector>.StartAsync(bench, hotel, Token);
        var booking = await BookingAsync(hotel);
        var asked = 0;
        connector.Door.Instead = http =>
        {
            Interlocked.Increment(ref asked);
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.FromResult(true);
        };

        var accepted = new List<Guid>();
        for (var number = 0; number < 3; number++)
            accepted.Add((await connector.Writes.AcceptAsync(Charge(booking, 100 + number), Token)).Id);
        await Eventually.TrueAsync(() => asked > 3, Soon, "it was tried more than once", Token);
        Release(connector.Door);
        foreach (var id in accepted)
            await connector.Writes.InAsync(id, WriteBackState.Succeeded, Token);

        Assert.Equal([1.00m, 1.01m, 1.02m], (await view.ChargesAsync(AddressOf(hotel), booking, Token)).Order());
    }

    [Fact]
    public async Task What_the_vendor_refuses_fails_with_its_words_and_an_alert()
    {
        var hotel = await bench.AddHotelAsync(vendor, new HotelOrder { Bookings = 60 }, Token);
        await using var connector = await ConnectorUnderTest<TConnector>.StartAsync(bench, hotel, Token);

        var charge = await connector.Writes.AcceptAsync(Charge("00000000-0000-4000-8000-000000000000"), Token);
        var failed = await connector.Writes.InAsync(charge.Id, WriteBackState.Failed, Token);

        Assert.False(string.IsNullOrWhiteSpace(failed.Reason));
        await Eventually.TrueAsync(
            () => connector.Heard.Of(Heard.Settled).Count == 1 && connector.Heard.Of(Heard.Alerts).Count == 1, Soon, "settlement and alert are heard", Token);
        Assert.Equal("write-back-failed", connector.Heard.Of(Heard.Alerts)[0].GetProperty("kind").GetString());
    }

    private static WriteBackRequest Note(string booking, string text) => new() { Kind = WriteBackKind.Note, BookingId = booking, Note = text };

    private protected static WriteBackRequest Charge(string booking, long minorUnits = 1250) => new()
    {
        Kind = WriteBackKind.Charge,
        BookingId = booking,
        Charge = new WriteBackCharge { Amount = new Money(minorUnits, "EUR"), Title = "Minibar" },
    };

    private protected static async Task<string> BookingAsync(SandboxHotel hotel) =>
        (await hotel.TruthAsync("bookings", Token)).First(booking => booking.GetProperty("status").GetString() == "Confirmed").GetProperty("externalId").GetString()!;

    private protected static VendorAddress AddressOf(SandboxHotel hotel) => new(new Uri(hotel.SandboxUrl, hotel.Endpoint + "/"), hotel.Credentials, hotel.Order.TimeZone);

    private static void Release(VendorDoor door)
    {
        door.Instead = _ => Task.FromResult(false);
        door.BeforeReply = _ => Task.CompletedTask;
    }

    private bool IsCharge(HttpContext http) => view.IsCharge(http.Request.Method, http.Request.Path);

    /// <summary>Lets a call come to a moment and not go on from there.</summary>
    private void HoldAt(VendorDoor door, string moment, TaskCompletionSource reached)
    {
        async Task HoldAsync(HttpContext http)
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (moment == "after the call")
        {
            door.BeforeReply = http => IsCharge(http) ? HoldAsync(http) : Task.CompletedTask;
            return;
        }

        door.Instead = async http =>
        {
            if (moment == "during the call" && !IsCharge(http))
                return false;
            await HoldAsync(http);
            return true;
        };
    }
}
