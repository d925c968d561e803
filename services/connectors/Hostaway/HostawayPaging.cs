using System.Globalization;
using System.Text.Json;
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
    public static ReservationRow Of(ReadOnlyMemory<byte> payload)
    {
        try
        {
            var key = JsonSerializer.Deserialize(payload.Span, HostawayJson.Default.ReservationKeyWire);
            return new ReservationRow(payload, Tidy.Text(key?.Id), HostawayValues.Instant(key?.UpdatedOn));
        }
        catch (JsonException)
        {
            // A broken record has no place of its own; it is read and quarantined where it stands.
            return new ReservationRow(payload, null, null);
        }
    }
}

/// <summary>Where the sweep stands, kept as text in the run's checkpoint.</summary>
/// <param name="AfterId">The last reservation read; null at the head of the list.</param>
/// <param name="UpdatedOn">When that one was changed last; null when it could not be read.</param>
/// <param name="Seen">Reservations read without a gap since the head of the list; -1 when the vendor's order cannot be relied on.</param>
/// <param name="Again">True in the second look at the head of the list.</param>
internal sealed record ReservationCursor(string? AfterId, DateTimeOffset? UpdatedOn, long Seen, bool Again)
{
    public const long Unordered = -1;

    private static readonly ReservationCursor Start = new(null, null, 0, false);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{AfterId}|{(UpdatedOn is { } at ? HostawayValues.Written(at) : "")}|{Seen}|{(Again ? "again" : "")}");

    /// <summary>Reads a checkpoint. One that cannot be read starts anew, which costs calls and loses nothing.</summary>
    public static ReservationCursor Parse(string? text) =>
        text?.Split('|') is [var after, var updatedOn, var seen, var again] && long.TryParse(seen, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
            ? new ReservationCursor(Tidy.Text(after), HostawayValues.Instant(updatedOn), count, again == "again")
            : Start;
}

/// <summary>
/// Walks through reservations in the vendor's default order, newest change first. A reservation that changes meanwhile moves to the head. If it was
/// not read yet it is missing further down: the vendor's count shows that, and the head of the list is looked at again. If it is the very one that
/// marks our place, the next page begins at the head anew: the order shows that, and nothing but calls is lost. Oldest first, the same event would
/// end the list early and silently.
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
        var ordered = IsOrdered(rows);
        var seen = Seen(at, rows, ordered);

        var next = EndsHere(at, page, rows, notBefore, ordered, seen) ? AfterEnd(feed, at, page, seen) : Onward(at, rows, seen);
        return new PagingStep([.. rows.Where(row => notBefore is null || row.UpdatedOn is null || row.UpdatedOn >= notBefore).Select(row => row.Payload)], next?.ToString());
    }

    private static bool EndsHere(
        ReservationCursor at, HostawayList page, List<ReservationRow> rows, DateTimeOffset? notBefore, bool ordered, long seen)
    {
        if (rows.Count == 0)
            return true;
        if (notBefore is not null && ordered && rows[^1].UpdatedOn < notBefore)
            return true;
        if (at.Again || page.Count is null || seen == ReservationCursor.Unordered)
            return rows.Count < page.PageSize;

        // A page may be short for other reasons than the end; the count knows.
        return seen >= page.Count;
    }

    /// <summary>Rows missing at the end have moved to the head while the list was read. What changed since then is for the next incremental read anyway.</summary>
    private static ReservationCursor? AfterEnd(Feed feed, ReservationCursor at, HostawayList page, long seen) =>
        feed.Mode != SyncMode.ModifiedSince && !at.Again && seen != ReservationCursor.Unordered && seen < page.Count
            ? new ReservationCursor(null, null, 0, Again: true)
            : null;

    private static ReservationCursor Onward(ReservationCursor at, List<ReservationRow> rows, long seen)
    {
        var last = rows.FindLast(row => row.Id is not null);
        if (last.Id is null)
            throw new VendorException(VendorErrorKind.Malformed, "reservations", "no reservation of a page has an id to go on from");
        if (string.Equals(last.Id, at.AfterId, StringComparison.Ordinal))
            throw new VendorException(VendorErrorKind.Malformed, "reservations", "the vendor gave the same page twice, paging would never end");

        return new ReservationCursor(last.Id, last.UpdatedOn, seen, at.Again);
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

    private static long Seen(ReservationCursor at, List<ReservationRow> rows, bool ordered)
    {
        if (rows.Count == 0)
            return at.Seen;
        if (!ordered || at.Seen == ReservationCursor.Unordered)
            return ReservationCursor.Unordered;

        var startedAnew = at.UpdatedOn is { } last && rows[0].UpdatedOn > last;
        return startedAnew ? rows.Count : at.Seen + rows.Count;
    }
}
