using PmsPlatform.Connectors.Runtime.Changes;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Runtime.Reconciliation;

/// <summary>What the vendor said of records that its list did not show.</summary>
/// <param name="ReadAt">When it began to be asked, UTC.</param>
/// <param name="Gone">What it does not have.</param>
/// <param name="There">What it has after all, and what cannot be told.</param>
/// <param name="Settlements">What was published of those that are there.</param>
internal sealed record Confirmed(DateTimeOffset ReadAt, IReadOnlyList<string> Gone, IReadOnlyList<string> There, IReadOnlyList<Settlement> Settlements);

/// <summary>
/// Asks the vendor a second time, by id where it can be asked so, else by its whole list. Nobody is removed on one word alone: pages are not transactions,
/// and what moves while a list is read can be missed.
/// </summary>
internal sealed class Confirmation(ChangeSettler settler, TimeProvider time)
{
    private const int MostPages = 100_000;

    /// <exception cref="VendorException">The vendor does not answer now.</exception>
    public async Task<Confirmed> ConfirmAsync(BoundConnection connection, SyncRun run, List<string> missing, EventContext context, CancellationToken cancellationToken)
    {
        var entity = run.Scope.Entity;
        var readAt = time.GetUtcNow();
        var named = missing.ConvertAll(id => new NamedRecord(entity, id));
        var fetch = await NamedFetch.FetchAsync(connection.Connector, named, cancellationToken);
        var (pages, isGone) = fetch.Supports(entity)
            ? (fetch.Pages, fetch.IsGone)
            : await ListAsync(connection, entity, missing, readAt, cancellationToken);

        var settlements = new List<Settlement>();
        foreach (var page in pages.Where(page => page.IdsOf(entity).Any() || page.Unmapped.Count > 0))
            settlements.Add(await settler.PublishAsync(connection, context, page, readAt, cancellationToken));
        var gone = named.Where(isGone).Select(record => record.ExternalId).ToList();
        return new Confirmed(readAt, gone, [.. missing.Except(gone, StringComparer.Ordinal)], settlements);
    }

    private static async Task<(IReadOnlyList<VendorPage> Pages, Func<NamedRecord, bool> IsGone)> ListAsync(
        BoundConnection connection, EntityKind entity, List<string> missing, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        var wanted = missing.ToHashSet(StringComparer.Ordinal);
        var found = new HashSet<string>(StringComparer.Ordinal);
        var pages = new List<VendorPage>();
        var unnamed = false;
        await foreach (var page in PagesAsync(connection, entity, startedAt, cancellationToken))
        {
            found.UnionWith(page.IdsOf(entity).Where(wanted.Contains));
            foreach (var record in page.Unmapped.Where(record => record.Entity == entity))
            {
                unnamed |= record.ExternalId is null;
                if (record.ExternalId is { } id)
                    found.Add(id);
            }

            if (page.IdsOf(entity).Any(wanted.Contains))
                pages.Add(page);
        }

        // A record whose id cannot be read may be any of them.
        return (pages, record => !unnamed && !found.Contains(record.ExternalId));
    }

    /// <summary>The vendor's whole list, page by page.</summary>
    public static async IAsyncEnumerable<VendorPage> PagesAsync(
        BoundConnection connection, EntityKind entity, DateTimeOffset startedAt, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var feed = new Feed { Mode = SyncMode.Full, StartedAt = startedAt };
        string? cursor = null;
        for (var pages = 0; pages < MostPages; pages++)
        {
            var page = await connection.ReadAsync(entity, feed, cursor, cancellationToken);
            yield return page;
            if (page.NextCursor is null)
                yield break;
            if (string.Equals(page.NextCursor, cursor, StringComparison.Ordinal))
                throw new VendorException(VendorErrorKind.Malformed, "read", "the vendor gave the same cursor twice, paging would never end");
            cursor = page.NextCursor;
        }

        throw new VendorException(VendorErrorKind.Malformed, "read", $"the vendor still has a next page after {MostPages}");
    }
}
