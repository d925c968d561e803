using System.Globalization;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>What one step through the list of reservations gave.</summary>
/// <param name="Records">The reservations that belong to the feed.</param>
/// <param name="NextCursor">Where to go on; null at the end.</param>
internal sealed record PagingStep(IReadOnlyList<ReadOnlyMemory<byte>> Records, string? NextCursor);

/// <summary>A reservation's place in the list.</summary>
internal readonly record struct ReservationRow(ReadOnlyMemory<byte> Payload, string? Id, DateTimeOffset? UpdatedOn)
{
    /// <summary>A broken record has no place of its own; it is read and quarantined where it stands.</summary>
    public static ReservationRow Of(ReadOnlyMemory<byte> payload)
    {
        var key = HostawayApi.TryRead(payload, HostawayJson.Default.ReservationKeyWire);
        return new ReservationRow(payload, Tidy.Text(key?.Id), HostawayValues.Instant(key?.UpdatedOn));
    }
}

/// <summary>Where the sweep stands, kept as text in the run's checkpoint.</summary>
/// <param name="AfterId">The last reservation read; null at the head of the list.</param>
/// <param name="BeforeId">The one before it, for when the last one has gone elsewhere.</param>
/// <param name="UpdatedOn">When the last one was changed; null when it could not be read.</param>
/// <param name="Seen">Reservations read without a gap since the head of the list; -1 when the vendor's order cannot be relied on.</param>
/// <param name="Count">Reservations in the list when its first page was read; null when the vendor did not say.</param>
/// <param name="Again">True in the second look at the head of the list.</param>
internal sealed record ReservationCursor(string? AfterId, string? BeforeId, DateTimeOffset? UpdatedOn, long Seen, long? Count, bool Again = false)
{
    public const long Unordered = -1;

    /// <summary>The head of the list.</summary>
    public static readonly ReservationCursor Start = new(null, null, null, 0, null);

    public override string ToString()
    {
        var updatedOn = UpdatedOn is { } at ? HostawayValues.Written(at) : "";
        return string.Create(CultureInfo.InvariantCulture, $"{AfterId}|{BeforeId}|{updatedOn}|{Seen}|{Count}|{(Again ? "again" : "")}");
    }

    /// <summary>Reads a checkpoint. One that cannot be read starts anew, which costs calls and loses nothing.</summary>
    public static ReservationCursor Parse(string? text) =>
        text?.Split('|') is [var after, var before, var updatedOn, var seen, var count, var again] && HostawayValues.Whole(seen) is { } read
            ? new ReservationCursor(Tidy.Text(after), Tidy.Text(before), HostawayValues.Instant(updatedOn), read, HostawayValues.Whole(count), again == "again")
            : Start;
}

/// <summary>
/// Walks through reservations in the vendor's default order, newest change first. A reservation that changes meanwhile moves to the head. If it was
/// not read yet it is missing further down: the vendor's count shows that, and the head of the list is looked at again. If it is the very one that
/// marks our place, the vendor begins at the head anew: the order shows that, and the walk goes on from the one before it. Oldest first, the same
/// event would end the list early and without a sign.
/// </summary>
internal static class HostawayPaging
{
    /// <summary>Decides what of a page is wanted and how to go on. Pure.</summary>
    /// <param name="feed">What is being read.</param>
    /// <param name="at">The place the page was asked from.</param>
    /// <param name="page">The page.</param>
    /// <param name="overlap">How far the vendor's clock may be from ours.</param>
    /// <exception cref="VendorException">Malformed: the vendor gives no place to go on from, or the same page again.</exception>
    public static PagingStep Step(Feed feed, ReservationCursor at, HostawayList page, TimeSpan overlap)
    {
        var rows = page.Records.Select(ReservationRow.Of).ToList();
        var notBefore = at.Again ? feed.StartedAt - overlap : feed.Mode == SyncMode.ModifiedSince ? feed.ChangedSince : null;
        var wanted = rows.Where(row => notBefore is null || row.UpdatedOn is null || row.UpdatedOn >= notBefore).Select(row => row.Payload).ToList();
        return new PagingStep(wanted, Next(feed, at, page, rows, notBefore)?.ToString());
    }

    private static ReservationCursor? Next(Feed feed, ReservationCursor at, HostawayList page, List<ReservationRow> rows, DateTimeOffset? notBefore)
    {
        if (at.AfterId is not null && rows.Exists(row => string.Equals(row.Id, at.AfterId, StringComparison.Ordinal)))
            throw new VendorException(VendorErrorKind.Malformed, "reservations", "the vendor does not go on from where it was asked to");

        var ordered = at.Seen != ReservationCursor.Unordered && IsOrdered(rows);
        var beganAnew = ordered && rows.Count > 0 && at.UpdatedOn is { } last && rows[0].UpdatedOn > last;
        var incomplete = ordered && rows.Count == 0 && !at.Again && at.Seen < page.Count;
        if (at.BeforeId is not null && (beganAnew || incomplete))
            return at with { AfterId = at.BeforeId, BeforeId = null, Seen = at.Seen - 1 };

        // What has changed since the run began is for the next incremental read anyway.
        if (incomplete && feed.Mode != SyncMode.ModifiedSince)
            return ReservationCursor.Start with { Again = true };

        // A page may hold a reservation twice.
        var different = rows.Select((row, index) => row.Id ?? $"without id {index}").Distinct(StringComparer.Ordinal).Count();
        var seen = !ordered ? ReservationCursor.Unordered : beganAnew ? different : at.Seen + different;
        return EndsHere(at, page, rows, notBefore, seen) ? null : Onward(at, page, rows, seen);
    }

    private static bool EndsHere(ReservationCursor at, HostawayList page, List<ReservationRow> rows, DateTimeOffset? notBefore, long seen)
    {
        if (rows.Count == 0)
            return true;
        if (seen == ReservationCursor.Unordered)
            return rows.Count < page.PageSize;
        if (notBefore is not null && rows[^1].UpdatedOn < notBefore)
            return true;

        if (at.Again || page.Count is not { } count)
            return rows.Count < page.PageSize;

        // A page may be short for other reasons than the end, and a count may shrink to what was read because something read was deleted. A full page
        // is the last one only if the count says so and has not moved.
        return rows.Count < page.PageSize ? seen >= count : seen == count && count == (at.Count ?? count);
    }

    private static ReservationCursor Onward(ReservationCursor at, HostawayList page, List<ReservationRow> rows, long seen)
    {
        var last = rows.FindLastIndex(row => row.Id is not null);
        if (last < 0)
            throw new VendorException(VendorErrorKind.Malformed, "reservations", "no reservation of a page has an id to go on from");

        return new ReservationCursor(
            rows[last].Id, last > 0 ? rows[last - 1].Id : null, rows[last].UpdatedOn, seen, at.AfterId is null ? page.Count : at.Count, at.Again);
    }

    private static bool IsOrdered(List<ReservationRow> rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].UpdatedOn is null || (i > 0 && rows[i].UpdatedOn > rows[i - 1].UpdatedOn))
                return false;
        }

        return true;
    }
}
