using Npgsql;
using PmsPlatform.Connectors.Runtime.Changes;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Reconciliation;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Verifications;

namespace PmsPlatform.Connectors.Runtime.Verification;

/// <summary>What a comparison came to.</summary>
/// <param name="Total">Records on either side, each id once.</param>
/// <param name="Differences">All that is not equal.</param>
internal sealed record Comparison(long Total, IReadOnlyList<VerificationDifference> Differences);

/// <summary>
/// Reads everything a vendor has of one kind, within its limits, and compares it with what the ledger holds; nothing is published. Whole days are compared
/// by fingerprint, and only those that differ record by record. What differs is looked at again for a while: events may be on their way, and records may
/// have changed since they were read.
/// </summary>
internal sealed class Verifier(LedgerClient ledger, NpgsqlDataSource database, VerificationOptions options, TimeProvider time)
{
    private const int MostAskedAgain = 200;
    private const int FewestLooks = 3;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <exception cref="Http.VendorException">The vendor could not be read.</exception>
    /// <exception cref="LedgerUnavailableException">The ledger could not be asked.</exception>
    public async Task<Comparison> CompareAsync(BoundConnection connection, EntityKind entity, CancellationToken cancellationToken)
    {
        var book = new VendorBook(entity);
        var startedAt = time.GetUtcNow();
        await foreach (var page in Confirmation.PagesAsync(connection, entity, startedAt, cancellationToken))
            book.Add(page, time.GetUtcNow());

        var began = time.GetTimestamp();
        var pause = FirstPause;
        for (var looks = 1; ; looks++)
        {
            var (total, differences) = await LookAsync(connection, entity, book, cancellationToken);
            if (differences.Count == 0 || (looks > FewestLooks && !await MayStillArriveAsync(connection, entity, differences, began, cancellationToken)))
                return new Comparison(total + book.Unmapped.Count + book.Unnamed, [.. differences, .. NotMapped(book)]);

            // Once early, for what changed while the list was read, and once before it is said that something differs.
            if (looks is 1 or FewestLooks)
                await AskAgainAsync(connection, entity, book, differences, cancellationToken);
            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>
    /// Whether events that were published can be on their way still: the last version that was sent is the vendor's, and not the ledger's. What was never
    /// sent is no matter of waiting.
    /// </summary>
    private async Task<bool> MayStillArriveAsync(
        BoundConnection connection, EntityKind entity, List<VerificationDifference> differences, long began, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(began) > options.Patience)
            return false;

        var sent = await KnownVersions.HashesAsync(database, connection.Id, entity, [.. differences.Select(difference => difference.ExternalId!)], cancellationToken);
        return differences.Exists(difference => string.Equals(
            sent.GetValueOrDefault(difference.ExternalId!), difference.Vendor?.ContentHash ?? ContentHash.OfRemoval, StringComparison.Ordinal));
    }

    private static IEnumerable<VerificationDifference> NotMapped(VendorBook book) => book.Unmapped.Order(StringComparer.Ordinal)
        .Concat(Enumerable.Repeat<string?>(null, book.Unnamed))
        .Select(id => new VerificationDifference { ExternalId = id, Kind = DifferenceKind.Unmapped });

    private async Task<(long Total, List<VerificationDifference> Differences)> LookAsync(
        BoundConnection connection, EntityKind entity, VendorBook book, CancellationToken cancellationToken)
    {
        var days = book.DifferingDays(await ledger.DigestsAsync(connection, entity, cancellationToken));
        if (days.Count == 0)
            return (book.Count, []);

        var records = await ledger.RecordsAsync(connection, entity, [.. days.OfType<DateOnly>()], cancellationToken);
        var differences = book.Differences(days, records);
        return (book.Count + differences.Count(difference => difference.Kind is DifferenceKind.MissingAtVendor), differences);
    }

    /// <summary>Reads what differs again by id, where that can be done in one go.</summary>
    private async Task AskAgainAsync(
        BoundConnection connection, EntityKind entity, VendorBook book, List<VerificationDifference> differences, CancellationToken cancellationToken)
    {
        if (differences.Count > MostAskedAgain)
            return;

        var named = differences.ConvertAll(difference => new NamedRecord(entity, difference.ExternalId!));
        var readAt = time.GetUtcNow();
        var fetch = await NamedFetch.FetchAsync(connection.Connector, named, cancellationToken);
        foreach (var page in fetch.Pages)
            book.AddFound(page, readAt);
        foreach (var record in named.Where(fetch.IsGone))
            book.Remove(record.ExternalId);
    }
}
