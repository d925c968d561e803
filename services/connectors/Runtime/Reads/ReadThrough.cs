using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Reads;

/// <summary>
/// Asks the vendor and keeps its answers. Who asks waits for the vendor as long as the budget lets him, then gets its last answer while the call goes on
/// and renews it. Many who ask the same at once cost one call.
/// </summary>
internal sealed partial class ReadThrough(
    ReadCache cache, ReadSettling settling, ReadOptions options, TimeProvider time, ILogger<ReadThrough> logger) : IDisposable
{
    // By question: whoever asks the same joins. Left as soon as there is an answer; in the air it is until that is stored.
    private readonly ConcurrentDictionary<string, ReadFlight> _flights = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ReadFlight, Task> _inTheAir = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>A kept answer that is good without asking. Null when the question has to be asked.</summary>
    public ReadEntry? Kept(BoundConnection connection, ReadQuestion question) =>
        cache.Remembered(KeyOf(connection, question)) is { } remembered && remembered.AgeAt(time.GetUtcNow()) < LifetimeOf(connection, question) ? remembered : null;

    /// <summary>The answer as far as there is one.</summary>
    /// <param name="caller">Who asks; what is kept is looked for on his behalf. Who joins him asks about the same connection.</param>
    /// <param name="connection">Where to ask.</param>
    /// <param name="question">What to ask.</param>
    /// <param name="correlationId">Goes with what the platform learns from it.</param>
    /// <param name="cancellationToken">The one who asks has gone; the call goes on.</param>
    public async Task<ReadReply> AskAsync(
        CallerIdentity caller, BoundConnection connection, ReadQuestion question, string correlationId, CancellationToken cancellationToken)
    {
        var key = KeyOf(connection, question);
        var flight = Join(caller, connection, question, key, correlationId);
        if (!await EndsWithinAsync(flight, options.Budget, cancellationToken) && Usable(flight.Kept ?? cache.Remembered(key)) is { } kept)
            return ReadReply.Old(kept);
        if (!await EndsWithinAsync(flight, options.LongestWait - options.Budget, cancellationToken))
            return ReadReply.None(ReadOutcome.Failed(VendorErrorKind.Unavailable, $"no answer within {options.LongestWait}"));

        var outcome = await flight.Done;
        if (outcome.Entry is { } entry)
            return outcome.FromVendor ? ReadReply.New(entry) : ReadReply.Fresh(entry);
        var mayBeOld = outcome.Failure is not (null or VendorErrorKind.Unsupported or VendorErrorKind.Rejected);
        return mayBeOld && Usable(flight.Kept) is { } last ? ReadReply.Old(last) : ReadReply.None(outcome);
    }

    /// <summary>Ends the calls that are under way, once what came of them is stored.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_inTheAir.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    private ReadFlight Join(CallerIdentity caller, BoundConnection connection, ReadQuestion question, string key, string correlationId)
    {
        var own = new ReadFlight();
        var flight = _flights.GetOrAdd(key, own);
        if (ReferenceEquals(flight, own))
        {
            _inTheAir.TryAdd(own, own.Landed);
            _ = Task.Run(() => RunAsync(own, caller, connection, question, key, correlationId), CancellationToken.None);
        }

        return flight;
    }

    private async Task RunAsync(ReadFlight flight, CallerIdentity caller, BoundConnection connection, ReadQuestion question, string key, string correlationId)
    {
        using var patience = new CancellationTokenSource(options.LongestCall, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stopping.Token);
        try
        {
            flight.Kept = await cache.FindAsync(caller, connection, question, key, either.Token);
            End(flight, key, await LookAsync(flight, connection, question, key, correlationId, either.Token));
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            End(flight, key, ReadOutcome.Failed(VendorErrorKind.Unavailable, "the call was given up"));
        }
        catch (Exception error)
        {
            Log.Broken(logger, connection.Id, question.What, error);
            End(flight, key, ReadOutcome.Failed(TransientFaults.Is(error) ? VendorErrorKind.Unavailable : VendorErrorKind.Malformed, "something went wrong in the connector"));
        }
        finally
        {
            _inTheAir.TryRemove(flight, out _);
            flight.Land();
        }
    }

    /// <summary>Left first: whoever asks after somebody has the answer asks anew.</summary>
    private void End(ReadFlight flight, string key, ReadOutcome outcome)
    {
        _flights.TryRemove(KeyValuePair.Create(key, flight));
        flight.End(outcome);
    }

    private TimeSpan LifetimeOf(BoundConnection connection, ReadQuestion question) => connection.LifetimeOf(question.Entity) ?? options.LifetimeOf(question.Entity);

    /// <summary>Another replica may have asked meanwhile; only then the vendor.</summary>
    private async Task<ReadOutcome> LookAsync(
        ReadFlight flight, BoundConnection connection, ReadQuestion question, string key, string correlationId, CancellationToken cancellationToken)
    {
        var askedAt = time.GetUtcNow();
        if (flight.Kept is { } kept && kept.AgeAt(askedAt) < LifetimeOf(connection, question))
            return ReadOutcome.Of(kept, fromVendor: false);
        if (!connection.Account.Circuit.MayCall(out var wait))
            return ReadOutcome.Failed(VendorErrorKind.Unavailable, "it has not answered for a while", wait);

        ReadFinding found;
        try
        {
            found = await question.AskAsync(connection, new ReadScope(askedAt, options), cancellationToken);
        }
        catch (VendorException error) when (error.Kind == VendorErrorKind.NotFound)
        {
            found = new ReadFinding(Json: null, new MappedRecords());
        }
        catch (VendorException error)
        {
            // That the vendor is gone is said once by its account.
            if (error.Kind is not (VendorErrorKind.Unavailable or VendorErrorKind.RateLimited or VendorErrorKind.Unsupported))
                Log.Refused(logger, connection.Id, question.What, error.Kind, error.Message);
            return ReadOutcome.Failed(error.Kind, error.Reason);
        }

        settling.Settle(connection, correlationId, found.Records, askedAt);
        if (found.Json is null)
            return await MissingAsync(connection, question, key, found.Records, cancellationToken);

        var entry = new ReadEntry(found.Json, askedAt);
        cache.Remember(key, entry);
        var besides = Besides(connection, question, found.Records, askedAt);
        var outcome = ReadOutcome.Of(entry, fromVendor: true);

        // Whoever waits for it has it before it is stored.
        End(flight, key, outcome);
        await StoreAsync(connection, question, entry);
        foreach (var (other, answer) in besides)
            await StoreAsync(connection, other, answer);
        return outcome;
    }

    /// <summary>
    /// A booking's guests came along with it: who asks for one of them next has the answer. It is the only one where the vendor keeps no guests by themselves.
    /// </summary>
    private List<(ReadQuestion Question, ReadEntry Entry)> Besides(BoundConnection connection, ReadQuestion question, MappedRecords records, DateTimeOffset askedAt)
    {
        var besides = new List<(ReadQuestion Question, ReadEntry Entry)>();
        foreach (var guest in question is BookingQuestion ? records.Guests : [])
        {
            var other = new GuestQuestion(guest.ExternalId);
            var key = KeyOf(connection, other);
            if (cache.Remembered(key)?.FetchedAt >= askedAt)
                continue;
            var entry = new ReadEntry(JsonSerializer.SerializeToUtf8Bytes(guest, ContractsJson.Default.Guest), askedAt);
            cache.Remember(key, entry);
            besides.Add((other, entry));
        }

        return besides;
    }

    /// <summary>A record that is there but cannot be mapped is not missing.</summary>
    private async Task<ReadOutcome> MissingAsync(
        BoundConnection connection, ReadQuestion question, string key, MappedRecords records, CancellationToken cancellationToken)
    {
        if (records.Unmapped.Any(record => record.Entity == question.Entity))
            return ReadOutcome.Failed(VendorErrorKind.Malformed, "the record cannot be mapped and lies in quarantine");
        await cache.ForgetAsync(connection, question, key, cancellationToken);
        return ReadOutcome.Missing;
    }

    private async Task StoreAsync(BoundConnection connection, ReadQuestion question, ReadEntry entry)
    {
        try
        {
            // Not stopped with the process: it is one statement, and what it stores may be all there is after the restart.
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await cache.StoreAsync(connection, question, entry, soon.Token);
        }
        catch (Exception error) when (error is Npgsql.NpgsqlException or OperationCanceledException or TimeoutException)
        {
            Log.NotStored(logger, connection.Id, question.What, error);
        }
    }

    private async Task<bool> EndsWithinAsync(ReadFlight flight, TimeSpan span, CancellationToken cancellationToken)
    {
        if (flight.Done.IsCompleted)
            return true;
        await ((Task)flight.Done.WaitAsync(span, time, cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return flight.Done.IsCompleted;
    }

    private static string KeyOf(BoundConnection connection, ReadQuestion question) => $"{connection.Id}\n{question.Text}";

    private ReadEntry? Usable(ReadEntry? entry) => entry is not null && entry.AgeAt(time.GetUtcNow()) <= options.LongestStale ? entry : null;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Reading a {What} of {ConnectionId} failed, {Kind}: {Reason}")]
        public static partial void Refused(ILogger logger, string connectionId, string what, VendorErrorKind kind, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A {What} read from {ConnectionId} could not be kept")]
        public static partial void NotStored(ILogger logger, string connectionId, string what, Exception error);

        [LoggerMessage(Level = LogLevel.Error, Message = "Reading a {What} of {ConnectionId} met a fault of the connector itself")]
        public static partial void Broken(ILogger logger, string connectionId, string what, Exception error);
    }
}
