using System.Text;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Guests;

namespace PmsPlatform.GuestContext.Tests;

/// <summary>Nothing personal can be read in the database or in the log.</summary>
public sealed class PrivacyTests(ContextService service) : IClassFixture<ContextService>
{
    private static readonly string[] Marks =
        ["Zephyrine", "Quillfeather", "zq@private.example", "36209876543", "9876543", "allergic-to-feathers", "knows-the-owner", "1977-07-07"];

    [Fact]
    public async Task Tables_and_log_hold_nothing_personal()
    {
        var guest = Make.Guest() with
        {
            FirstName = "Zephyrine",
            LastName = "Quillfeather",
            Emails = [new GuestEmail("ZQ@private.example")],
            Phones = [new GuestPhone("+36 20 9876543", "+36209876543")],
            BirthDate = new DateOnly(1977, 7, 7),
            Preferences = [new GuestPreference("bed", "allergic-to-feathers")],
        };
        var booking = Make.Booking(-1, 2, BookingStatus.InHouse) with
        {
            Guests = [new BookingGuest { Name = "Zephyrine Quillfeather", Phone = "06209876543", Email = "zq@private.example", ExternalId = guest.ExternalId }],
            Notes = "knows-the-owner",
        };
        await service.RecordAsync(guest.At());
        await service.RecordAsync(booking.At());
        await Assert.ThrowsAsync<GuestContext.Snapshots.BadItemsException>(() => service.RecordAsync((booking with { ConfirmationNumber = "Quillfeather\0" }).At(Make.Noon.AddHours(1))));
        Assert.NotNull(await service.AskAsync("phone=%2B36209876543"));
        Assert.NotNull(await service.AskAsync("email=zq@private.example"));
        Assert.Null(await service.AskAsync("email=Zephyrine@nowhere.example"));

        var stored = await EverythingStoredAsync();
        Assert.Contains(guest.ExternalId, stored, StringComparison.Ordinal);
        Assert.Contains(booking.ExternalId, stored, StringComparison.Ordinal);
        foreach (var mark in Marks)
        {
            Assert.DoesNotContain(mark, stored, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(mark, service.Logs.Text, StringComparison.OrdinalIgnoreCase);
        }
    }

    // Each row as text, and each encrypted column as the bytes it holds.
    private async Task<string> EverythingStoredAsync()
    {
        var everything = new StringBuilder();
        foreach (var table in await service.RowsAsync("SELECT table_name FROM information_schema.tables WHERE table_schema = 'guest_context'"))
        {
            foreach (var row in await service.RowsAsync($"SELECT row_to_json(t)::text FROM guest_context.{table} AS t"))
                everything.AppendLine(row);
        }

        foreach (var table in new[] { "booking", "guest", "room" })
        {
            foreach (var row in await service.RowsAsync($"SELECT encode(payload, 'escape') FROM guest_context.{table}"))
                everything.AppendLine(row);
        }

        return everything.ToString();
    }
}
