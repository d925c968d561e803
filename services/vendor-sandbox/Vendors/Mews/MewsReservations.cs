using System.Text.Json;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>
/// reservations/getAll/2023-06-06 (connector-api/operations/reservations.md): every room of a booking is a reservation, newest first. Numbers from 0 are
/// stays of the world, -1 and below the long-term parkers of the other service, which are older.
/// </summary>
internal static class MewsReservations
{
    /// <summary>Up to so many candidates an index is used instead of a walk over the table.</summary>
    private const int Few = 8192;

    /// <summary>Number of the first reservation as guests quote it.</summary>
    public const int FirstNumber = 10_000;

    private static readonly JsonEncodedText Reservations = JsonEncodedText.Encode("Reservations");

    public static void GetAll(MewsContext context)
    {
        var filter = new MewsReservationFilter(context);
        var (count, cursor) = context.Request.Limitation();
        var before = cursor is { } id ? NumberOf(context.State, id) ?? throw MewsRequest.Invalid("Cursor", "is not one of ours") : context.World.StayCount;
        var page = new List<int>(Math.Min(count, 1000));
        foreach (var reservation in Candidates(context, filter, before))
        {
            if (!filter.Takes(context, reservation))
                continue;
            page.Add(reservation);
            if (page.Count == count)
                break;
        }

        context.RefuseWhenHeavy(page.Count);
        context.WritePage(Reservations, page, reservation => IdOf(context.State, reservation), reservation => MewsReservationJson.Write(context, reservation), static _ => { });
    }

    public static Guid IdOf(MewsState state, int reservation) => state.Ids.Of(MewsKind.Reservation, Encode(reservation));

    /// <summary>The reservation behind an id; null when there is none.</summary>
    public static int? NumberOf(MewsState state, Guid id)
    {
        if (!state.Ids.TryRead(id, MewsKind.Reservation, out var number))
            return null;
        var reservation = number % 2 == 0 ? (int)(number / 2) : -1 - (int)(number / 2);
        return reservation < state.World.StayCount && reservation >= -MewsState.ParkingReservations ? reservation : null;
    }

    public static long Encode(int reservation) => reservation >= 0 ? 2L * reservation : 2L * (-1 - reservation) + 1;

    private static IEnumerable<int> Candidates(MewsContext context, MewsReservationFilter filter, int before)
    {
        if (filter.Named is { } named)
            return named.Where(reservation => reservation < before).OrderDescending();
        if (filter.Updated is { } updated)
        {
            var changed = context.World.Changed;
            var (from, to) = (changed.FirstAt(updated.From), changed.FirstAt(updated.To));
            if (to - from <= Few)
                return Enumerable.Range(from, to - from).Select(position => changed[position]).Where(stay => stay < before).OrderDescending().Concat(Parkers(before));
        }

        return Down(before);
    }

    private static IEnumerable<int> Down(int before)
    {
        for (var reservation = before - 1; reservation >= -MewsState.ParkingReservations; reservation--)
            yield return reservation;
    }

    private static IEnumerable<int> Parkers(int before) => Down(Math.Min(before, 0));
}
