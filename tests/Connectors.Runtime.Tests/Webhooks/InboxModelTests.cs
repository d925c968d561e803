using FsCheck.Fluent;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.Connectors.Runtime.Webhooks;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Webhooks;

/// <summary>What can happen to an inbox.</summary>
public enum Turn
{
    /// <summary>A delivery comes whose id is one of few.</summary>
    DeliverWithId,

    /// <summary>A delivery comes without an id, its body one of few.</summary>
    DeliverBody,

    /// <summary>Records are named by a delivery without an id, its body one of few.</summary>
    DeliverNames,

    /// <summary>Everything that is due is taken up.</summary>
    Take,

    /// <summary>What was taken up ends well.</summary>
    Process,

    /// <summary>What was taken up cannot be mapped.</summary>
    Quarantine,

    /// <summary>What was taken up is given up.</summary>
    Fail,

    /// <summary>The vendor does not answer: what is young rests, what has been tried for too long is given up.</summary>
    Rest,

    /// <summary>Whoever took it up dies.</summary>
    Die,

    /// <summary>Another replica takes over while this one works, which ends its work all the same.</summary>
    Oversleep,

    /// <summary>Everything that has ended is worked off again.</summary>
    Replay,

    /// <summary>Bodies are forgotten, what rested is due again, and everything is older.</summary>
    TimePasses,
}

/// <summary>
/// The states of the inbox as a model, played on the real tables: whatever happens in whatever order, the table holds what the model holds, exactly the
/// deliveries that have not ended are taken up, and nothing that was acknowledged is missing.
/// </summary>
public sealed class InboxModelTests(SharedServers servers)
{
    private const int Lives = 150;

    private static readonly Turn[] GrowingOld = [Turn.TimePasses, Turn.DeliverBody, Turn.TimePasses, Turn.TimePasses, Turn.Take, Turn.Rest];

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private static readonly InboxOptions Options = new() { GiveUpAfter = TimeSpan.FromMinutes(15) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_happens_the_inbox_holds_what_it_should()
    {
        await using var database = await RuntimeSchema.CreateAsync(servers, Token);
        var time = new ManualTime();
        var lives = Gen.Sample(Gen.ListOf(Gen.Zip(Gen.Elements(Enum.GetValues<Turn>()), Gen.Choose(0, 2))), Lives, 30).ToList();
        var seen = new HashSet<InboxState>();
        var duplicates = 0;
        var givenUp = 0;
        foreach (var (number, life) in lives.Index())
        {
            var world = new World(database, time, $"con_{number}");
            foreach (var (turn, choice) in life)
                await world.PlayAsync(turn, choice);

            // Chance alone seldom leaves a delivery waiting for so long.
            if (number % 3 == 0)
            {
                foreach (var turn in GrowingOld)
                    await world.PlayAsync(turn, choice: 0);
            }

            seen.UnionWith(world.States);
            duplicates += world.Duplicates;
            givenUp += world.GivenUp;
            await world.EndAsync();
        }

        // A model that never meets what it is about proves little.
        Assert.True(duplicates > 10, $"{duplicates} duplicates");
        Assert.True(givenUp > 10, $"{givenUp} given up by age");
        Assert.True(seen.IsSupersetOf([InboxState.Received, InboxState.Processed, InboxState.Quarantined, InboxState.Failed]));
    }

    private sealed class Row
    {
        public required Guid Id { get; init; }

        public required string Key { get; init; }

        public required bool IsBody { get; init; }

        public required bool Named { get; init; }

        public bool HoldsKey { get; set; } = true;

        public InboxState State { get; set; }

        public int Attempts { get; set; }

        public DateTimeOffset QueuedAt { get; set; }

        public DateTimeOffset DueAt { get; set; }
    }

    private sealed class World(NpgsqlDataSource database, ManualTime time, string connection)
    {
        private readonly InboxStore _store = new(database, Options, time);
        private readonly InboxWork _work = new(database, Options, time);
        private readonly List<Row> _rows = [];
        private List<Row> _taken = [];
        private List<InboxRow> _inHand = [];
        private long _fencing;

        public IEnumerable<InboxState> States => _rows.Select(row => row.State);

        public int Duplicates { get; private set; }

        public int GivenUp { get; private set; }

        public async Task PlayAsync(Turn turn, int choice)
        {
            await (turn switch
            {
                Turn.DeliverWithId => DeliverAsync($"id{choice}", isBody: false, named: false),
                Turn.DeliverBody => DeliverAsync($"body{choice}", isBody: true, named: false),
                Turn.DeliverNames => DeliverAsync($"names{choice}", isBody: true, named: true),
                Turn.Take => TakeAsync(),
                Turn.Process => EndTakenAsync(InboxState.Processed),
                Turn.Quarantine => EndTakenAsync(InboxState.Quarantined),
                Turn.Fail => EndTakenAsync(InboxState.Failed),
                Turn.Rest => RestAsync(),
                Turn.Oversleep => OversleepAsync(),
                Turn.Replay => ReplayAsync(),
                Turn.TimePasses => PassAsync(),
                _ => DieAsync(),
            });
            await CompareAsync();
        }

        /// <summary>In the end everything ends.</summary>
        public async Task EndAsync()
        {
            await PassAsync();
            await TakeAsync();
            await EndTakenAsync(InboxState.Processed);
            Assert.DoesNotContain(InboxState.Received, States);
            await CompareAsync();
        }

        private async Task DeliverAsync(string key, bool isBody, bool named)
        {
            var now = time.GetUtcNow();
            var row = new Row { Id = Guid.CreateVersion7(now), Key = key, IsBody = isBody, Named = named, QueuedAt = now, DueAt = now };
            var known = _rows.Exists(other => other.HoldsKey && other.Key == key);
            var kept = await _store.KeepAsync(new NewDelivery
            {
                Id = row.Id,
                HotelId = "htl_one",
                ConnectionId = connection,
                Form = InboxForm.Vendor,
                Named = named,
                Key = System.Text.Encoding.UTF8.GetBytes(key),
                KeyUntil = isBody ? now + Options.DuplicateWindow : null,
                Payload = [1],
                Headers = null,
                Size = 1,
                BookingIds = [],
                CorrelationId = "c",
                ReceivedAt = now,
                DueAt = now,
            });
            Assert.Equal(!known, kept);
            if (known)
                Duplicates++;
            else
                _rows.Add(row);
        }

        private async Task TakeAsync()
        {
            _fencing = await HoldAsync();
            var taken = new List<InboxRow>();
            foreach (var named in (bool[])[false, true])
                taken.AddRange(await _work.TakeAsync(new Lane(connection, named), Token));

            _inHand = taken;
            _taken = [.. _rows.Where(row => row.State == InboxState.Received && row.DueAt <= time.GetUtcNow())];
            Assert.Equal(_taken.Select(row => row.Id).Order(), taken.Select(row => row.Id).Order());
            foreach (var row in _taken)
            {
                row.Attempts++;
                row.HoldsKey &= !(row.Named && row.IsBody);
            }
        }

        private async Task EndTakenAsync(InboxState state)
        {
            if (_taken.Count == 0)
                return;
            await _work.SettleAsync(connection, _fencing, [.. _taken.Select(row => new Verdict(row.Id, state, "so it ended", 1))], [], Token);
            foreach (var row in _taken)
            {
                row.State = state;
                row.HoldsKey &= state is not (InboxState.Failed or InboxState.Quarantined);
            }

            _taken = [];
        }

        private async Task RestAsync()
        {
            if (_taken.Count == 0)
                return;
            var now = time.GetUtcNow();
            var old = _taken.Where(row => now - row.QueuedAt >= Options.GiveUpAfter).ToList();
            var young = _taken.Except(old).ToList();
            Assert.Equal(old.Select(row => row.Id).Order(), _inHand.Where(_work.IsTooOld).Select(row => row.Id).Order());

            await _work.RestAsync([.. young.Select(row => row.Id)], Pause, "the vendor is away", Token);
            foreach (var row in young)
                row.DueAt = now + Pause;
            GivenUp += old.Count;
            _taken = old;
            await EndTakenAsync(InboxState.Failed);
        }

        private async Task OversleepAsync()
        {
            if (_taken.Count == 0)
                return;
            await HoldAsync();
            await Assert.ThrowsAsync<LeaseLostException>(() =>
                _work.SettleAsync(connection, _fencing, [.. _taken.Select(row => new Verdict(row.Id, InboxState.Processed, null, 1))], [], Token));
            _taken = [];
        }

        private Task DieAsync()
        {
            _taken = [];
            return Task.CompletedTask;
        }

        private async Task ReplayAsync()
        {
            var queries = new InboxQueries(database, RuntimeSchema.ScopeOf(database), HookConnector<Signed>.Descriptor, time);
            var ended = _rows.Where(row => row.State != InboxState.Received).ToList();
            var replayed = await queries.ReplayAsync(
                new CallerIdentity("model", ["htl_one"]), new InboxFilter { HotelIds = ["htl_one"], ConnectionId = connection }, id: null, 1000, entryOf: null, Token);
            Assert.Equal(ended.Count, replayed.Count);
            foreach (var row in ended)
                (row.State, row.Attempts, row.QueuedAt, row.DueAt) = (InboxState.Received, 0, time.GetUtcNow(), time.GetUtcNow());
        }

        private async Task PassAsync()
        {
            time.Advance(Options.DuplicateWindow);
            await _work.SweepAsync(Token);
            foreach (var row in _rows.Where(row => row.IsBody))
                row.HoldsKey = false;
        }

        /// <summary>Every time another holder.</summary>
        private async Task<long> HoldAsync()
        {
            await using var command = database.CreateCommand(
                """
                INSERT INTO connection_lease AS lease VALUES ($1, gen_random_uuid()::text, 1, clock_timestamp() + interval '1 hour')
                ON CONFLICT (connection_id) DO UPDATE SET fencing = lease.fencing + 1 RETURNING fencing
                """);
            command.Parameters.Add(new() { Value = connection });
            return (long)(await command.ExecuteScalarAsync(Token))!;
        }

        private async Task CompareAsync()
        {
            await using var command = database.CreateCommand("SELECT id, state, attempts, delivery_key IS NOT NULL FROM inbox WHERE connection_id = $1 ORDER BY id");
            command.Parameters.Add(new() { Value = connection });
            await using var reader = await command.ExecuteReaderAsync(Token);
            var found = new List<(Guid, string, int, bool)>();
            while (await reader.ReadAsync(Token))
                found.Add((reader.GetGuid(0), reader.GetString(1), reader.GetInt32(2), reader.GetBoolean(3)));
            Assert.Equal(_rows.OrderBy(row => row.Id).Select(row => (row.Id, row.State.ToString(), row.Attempts, row.HoldsKey)), found);
        }
    }
}
