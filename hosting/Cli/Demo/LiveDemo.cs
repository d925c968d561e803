using System.Diagnostics;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.WriteBacks;

namespace PmsPlatform.Cli.Demo;

/// <summary>What happens beside syncs: the vendor tells of a change, the concierge writes to the hotel, and the vendor goes away and comes back.</summary>
internal sealed class LiveDemo(GatewayClient gateway, string gatewayAddress, Truth truth, VendorDoors sandbox, Action<string> progress)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>A change at the vendor travels by webhook; a note and a charge travel the other way and are looked up in the sandbox's own state.</summary>
    public async Task<LiveReport> RunAsync(DemoConnection connection, CancellationToken cancellationToken)
    {
        await sandbox.AgreeOnWebhooksAsync(connection, gatewayAddress, cancellationToken);
        var booking = await FirmBookingAsync(connection, cancellationToken);
        var seen = await WebhookAsync(connection, booking, cancellationToken);

        var note = $"Asks for a late check-out ({Guid.NewGuid():N})";
        progress($"{connection.Vendor}: writing a note and a charge on booking {booking}");
        await SettledAsync(connection, new WriteBackRequest { Provider = connection.Vendor, Kind = WriteBackKind.Note, BookingId = booking, Note = note }, cancellationToken);
        var title = $"Airport transfer {Guid.NewGuid().ToString("N")[..8]}";
        var charge = new WriteBackCharge { Amount = new Money(4550, connection.Currency), Title = title };
        await SettledAsync(connection, new WriteBackRequest { Provider = connection.Vendor, Kind = WriteBackKind.Charge, BookingId = booking, Charge = charge }, cancellationToken);
        return new LiveReport
        {
            Vendor = connection.Vendor,
            Booking = booking,
            WebhookMilliseconds = Math.Round(seen.TotalMilliseconds),
            NoteInSandbox = await sandbox.NotesHoldAsync(connection, booking, note, cancellationToken),
            ChargeInSandbox = await sandbox.ChargesHoldAsync(connection, booking, title, cancellationToken),
        };
    }

    /// <summary>The vendor fails every call: the last answer is given with its age, and a note waits until the vendor is back.</summary>
    public async Task<OutageReport> OutageAsync(DemoConnection connection, CancellationToken cancellationToken)
    {
        var booking = await FirmBookingAsync(connection, cancellationToken);
        await gateway.ReadBookingAsync(connection.Vendor, booking, cancellationToken);
        await Task.Delay(DemoCommand.BookingLifetime * 2, cancellationToken);

        progress($"{connection.Vendor}: out of order");
        await sandbox.BreakAsync(connection, cancellationToken);
        var answer = await gateway.ReadBookingAsync(connection.Vendor, booking, cancellationToken);
        var note = $"Arrives late ({Guid.NewGuid():N})";
        var accepted = await gateway.WriteAsync(
            new WriteBackRequest { Provider = connection.Vendor, Kind = WriteBackKind.Note, BookingId = booking, Note = note }, cancellationToken);
        await UntilAsync(
            async () => (await gateway.WriteBackAsync(accepted.Address, cancellationToken)).Attempts > 0, "the note was tried", cancellationToken);
        var waited = (await gateway.WriteBackAsync(accepted.Address, cancellationToken)).State is WriteBackState.Queued or WriteBackState.Running;

        progress($"{connection.Vendor}: back");
        await sandbox.MendAsync(connection, cancellationToken);
        await UntilAsync(
            async () => (await gateway.WriteBackAsync(accepted.Address, cancellationToken)).State is WriteBackState.Succeeded, "the note has arrived", cancellationToken);
        return new OutageReport
        {
            Vendor = connection.Vendor,
            Stale = answer.GetProperty("stale").GetBoolean(),
            AgeSeconds = answer.GetProperty("ageSeconds").GetDouble(),
            NoteWaited = waited,
            NoteArrived = await sandbox.NotesHoldAsync(connection, booking, note, cancellationToken),
        };
    }

    private async Task<TimeSpan> WebhookAsync(DemoConnection connection, string booking, CancellationToken cancellationToken)
    {
        var before = await gateway.LedgerHashAsync(connection.Id, booking, cancellationToken);
        progress($"{connection.Vendor}: booking {booking} changes at the vendor");
        var clock = Stopwatch.StartNew();
        await sandbox.ChangeAsync(connection, booking, cancellationToken);
        await UntilAsync(async () => await gateway.LedgerHashAsync(connection.Id, booking, cancellationToken) != before, "the change has come by webhook", cancellationToken);
        return clock.Elapsed;
    }

    private async Task SettledAsync(DemoConnection connection, WriteBackRequest request, CancellationToken cancellationToken)
    {
        var accepted = await gateway.WriteAsync(request, cancellationToken);
        WriteBackView? view = null;
        await UntilAsync(
            async () => (view = await gateway.WriteBackAsync(accepted.Address, cancellationToken)).State is not (WriteBackState.Queued or WriteBackState.Running),
            $"the {request.Kind} is settled",
            cancellationToken);
        if (view!.State is not WriteBackState.Succeeded)
            throw new CommandFailedException($"The {request.Kind} for {connection.Vendor} ended {view.State}: {view.Reason}");
    }

    /// <summary>The newest booking that is firm: what lies ahead can still be changed.</summary>
    private async Task<string> FirmBookingAsync(DemoConnection connection, CancellationToken cancellationToken)
    {
        string? newest = null;
        await foreach (var booking in truth.RecordsAsync(connection.HotelSlug, "bookings", cancellationToken))
        {
            if (Comparison.Member(booking, "status") is "Confirmed" && booking.GetProperty("guestExternalIds").GetArrayLength() > 0)
                newest = Comparison.Member(booking, "externalId");
        }

        return newest ?? throw new CommandFailedException($"The sandbox's {connection.HotelSlug} has no booking to write on.");
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, string what, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > Patience)
                throw new CommandFailedException($"Not within {Patience.TotalSeconds} s: {what}.");
            await Task.Delay(Pause, cancellationToken);
        }
    }
}
