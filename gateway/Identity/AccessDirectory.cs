using System.Collections.Concurrent;
using System.Net;
using PmsPlatform.Gateway.Limits;

namespace PmsPlatform.Gateway.Identity;

/// <summary>
/// Knows the credentials that connections made: asks for one it does not know, remembers the answer for some seconds, so that what is revoked there is
/// refused here within five, and goes on with what it knows while connections is away. One question at a time for a credential and address.
/// </summary>
internal sealed partial class AccessDirectory(AccessClient client, ResolvedKeys keys, TimeProvider time, ILogger<AccessDirectory> logger)
{
    /// <summary>How long a known credential is taken without asking again.</summary>
    internal static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(4);

    /// <summary>How long a known one is taken while connections does not answer.</summary>
    internal static readonly TimeSpan GoodWithoutAnswer = TimeSpan.FromMinutes(15);

    /// <summary>How long an unknown one is refused without asking again: short, so that a new key works at once.</summary>
    internal static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(1);

    // Asked again by the way from half the time on: a key in use never waits for connections.
    private static readonly TimeSpan AskAhead = GoodFor / 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private const int MostRemembered = 20_000;

    private readonly ConcurrentDictionary<(UInt128, UInt128, IPAddress), Entry> entries = new();

    /// <summary>Whether a credential is remembered as known: asking for it is nobody's guess.</summary>
    public bool Remembers(Credential credential, IPAddress? address) =>
        entries.TryGetValue(IndexOf(credential, address), out var entry) && entry.State is { Key: not null };

    /// <summary>What a credential opens.</summary>
    public ValueTask<Access> FindAsync(Credential credential, IPAddress? address)
    {
        var entry = EntryOf(credential, address);
        var now = time.GetUtcNow();
        var state = entry.State;
        if (state is not null && now >= state.At)
        {
            if (state.Key is null && now - state.At < UnknownFor)
                return new(Access.Unknown);
            if (state.Key is not null && now - state.At < GoodFor)
            {
                if (now - state.At >= AskAhead && now >= entry.NextQuestion)
                    _ = AskOnce(entry, credential, address);
                return new(Valid(state, now));
            }
        }

        return new(AnswerAsync(entry, credential, address));
    }

    private async Task<Access> AnswerAsync(Entry entry, Credential credential, IPAddress? address)
    {
        var isAway = time.GetUtcNow() < entry.NextQuestion || !await AskOnce(entry, credential, address);
        var now = time.GetUtcNow();
        if (entry.State is not { } state)
            return Access.Away;
        if (!isAway)
            return state.Key is null ? Access.Unknown : Valid(state, now);

        // What was unknown may have been made since, and nobody can say.
        return state.Key is not null && now - state.At < GoodWithoutAnswer ? Valid(state, now) : Access.Away;
    }

    private static Access Valid(State state, DateTimeOffset now) => state.Key!.ExpiresAt <= now ? Access.Unknown : new Access(state.Key);

    /// <summary>Joins the question that is on its way, or sends one. False when there was no answer.</summary>
    private Task<bool> AskOnce(Entry entry, Credential credential, IPAddress? address)
    {
        lock (entry)
        {
            if (entry.Question is not { IsCompleted: false })
                entry.Question = Task.Run(() => AskAsync(entry, credential, address));
            return entry.Question;
        }
    }

    private async Task<bool> AskAsync(Entry entry, Credential credential, IPAddress? address)
    {
        // The age of an answer counts from the question: what was revoked meanwhile may have been missed.
        var asked = time.GetUtcNow();
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            var answer = await client.ResolveAsync(credential, address, patience.Token);
            entry.State = answer is not { } known
                ? new State(null, null, asked)
                : entry.State is { Key: { } same, Bytes: { } bytes } && bytes.AsSpan().SequenceEqual(known.Bytes)
                    ? new State(same, bytes, asked)
                    : new State(keys.Of(known.Grant), known.Bytes, asked);
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            entry.NextQuestion = time.GetUtcNow() + PauseAfterFailure;
            Log.Away(logger, exception.GetType().Name);
            return false;
        }
    }

    private Entry EntryOf(Credential credential, IPAddress? address)
    {
        var index = IndexOf(credential, address);
        if (entries.TryGetValue(index, out var entry))
            return entry;

        if (entries.Count >= MostRemembered)
            Forget();
        return entries.GetOrAdd(index, static _ => new Entry());
    }

    // Guesses go first; keys that are in use only when there is nothing else.
    private void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var (index, entry) in entries)
        {
            if (entry.State is { Key: null } || (entry.State is { } state && now - state.At > GoodWithoutAnswer))
                entries.TryRemove(index, out _);
        }

        if (entries.Count >= MostRemembered)
            entries.Clear();
    }

    private static (UInt128, UInt128, IPAddress) IndexOf(Credential credential, IPAddress? address)
    {
        var (first, second) = credential.Index;
        return (first, second, FailedAttempts.Network(address ?? IPAddress.None));
    }

    private sealed class Entry
    {
        private volatile State? state;
        private long nextQuestion;

        public State? State
        {
            get => state;
            set => state = value;
        }

        /// <summary>Not before then, after a question that found nobody.</summary>
        public DateTimeOffset NextQuestion
        {
            get => new(Interlocked.Read(ref nextQuestion), TimeSpan.Zero);
            set => Interlocked.Exchange(ref nextQuestion, value.UtcTicks);
        }

        public Task<bool>? Question { get; set; }
    }

    /// <param name="Key">Null when the credential is nobody's.</param>
    /// <param name="Bytes">The answer.</param>
    /// <param name="At">When it was asked.</param>
    private sealed record State(ApiKey? Key, byte[]? Bytes, DateTimeOffset At);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "connections does not say whose a credential is ({Fault}); what is known stays good for 15 minutes")]
        public static partial void Away(ILogger logger, string fault);
    }
}

/// <summary>Whether a credential opens something. Neither known nor away: it is nobody's.</summary>
internal readonly record struct Access(ApiKey? Key, bool IsAway = false)
{
    public static readonly Access Unknown;

    public static readonly Access Away = new(Key: null, IsAway: true);
}
