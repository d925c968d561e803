using System.Globalization;
using FsCheck.Fluent;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Writes;
using PmsPlatform.Contracts.Audit;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.WriteBacks;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Writes;

/// <summary>What can happen to one try.</summary>
public enum Happening
{
    /// <summary>Taken and answered.</summary>
    Taken,

    /// <summary>Taken, the answer lost.</summary>
    AnswerLost,

    /// <summary>Never arrived, and nobody can know.</summary>
    RequestLost,

    /// <summary>The vendor does not answer; surely not written.</summary>
    Down,

    /// <summary>Refused for good.</summary>
    Refused,

    /// <summary>The credentials are refused.</summary>
    Unauthorised,

    /// <summary>The process dies before the call.</summary>
    DiesBefore,

    /// <summary>The process dies after the vendor has taken it and before the outcome is committed.</summary>
    DiesAfter,

    /// <summary>The process sleeps until another one has taken over, and commits then.</summary>
    Oversleeps,

    /// <summary>A day passes, and the vendor still does not answer.</summary>
    GrowsOld,
}

/// <summary>
/// The life of a charge as a model, played on the real queue in PostgreSQL: whatever happens in whatever order, the vendor has it at most once, and what the
/// row says is true.
/// </summary>
public sealed class WriteModelTests(SharedServers servers)
{
    private const int Lives = 120;
    private const int MostTries = 30;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(WriteBackKind.Charge, true)]
    [InlineData(WriteBackKind.Charge, false)]
    [InlineData(WriteBackKind.CheckoutTime, false)]
    public async Task The_vendor_has_a_write_as_often_as_its_row_says(WriteBackKind kind, bool vendorTells)
    {
        await using var bench = await Bench.CreateAsync(servers);
        var lives = Gen.Sample(Gen.ListOf(Gen.Elements(Enum.GetValues<Happening>())), Lives, 12).Select(list => list.ToArray()).ToList();
        Assert.Contains(lives, life => life.Length > 4);

        var ends = new List<WriteBackState>();
        foreach (var (number, life) in lives.Index())
        {
            var played = await PlayAsync(bench, kind, vendorTells, life, number);
            ends.Add(played);
        }

        // A model that only ever ends well proves little.
        Assert.Contains(WriteBackState.Succeeded, ends);
        Assert.Contains(WriteBackState.Failed, ends);
        if (kind != WriteBackKind.Charge)
            Assert.DoesNotContain(WriteBackState.Uncertain, ends);
        else if (!vendorTells)
            Assert.Contains(WriteBackState.Uncertain, ends);
    }

    private static async Task<WriteBackState> PlayAsync(Bench bench, WriteBackKind kind, bool vendorTells, Happening[] life, int number)
    {
        var id = await bench.AcceptAsync(kind, number);
        var vendor = new ModelVendor(vendorTells);
        for (var tries = 0; tries < MostTries; tries++)
        {
            // After what was drawn everything goes well.
            var happening = tries < life.Length ? life[tries] : Happening.Taken;
            await bench.MakeDueAsync();
            if (happening == Happening.GrowsOld)
                await bench.GrowOldAsync();
            var claimed = await bench.Queue.ClaimAsync(Bench.ConnectionId, 4, Token);
            if (claimed.Count == 0)
                break;
            var write = Assert.Single(claimed);
            Assert.Equal(id, write.Id);
            await TryAsync(bench, vendor, write, happening);
        }

        var (state, attempts, doubtful) = await bench.StateAsync(id);
        var story = $"{kind}, tells {vendorTells}: {string.Join(", ", life)} => {state} after {attempts} calls, {vendor.Effects} effects";
        Assert.True(state is WriteBackState.Succeeded or WriteBackState.Failed or WriteBackState.Uncertain, story);
        Assert.True(attempts >= vendor.Calls, story);
        switch (state)
        {
            case WriteBackState.Succeeded:
                Assert.True(kind == WriteBackKind.Charge ? vendor.Effects == 1 : vendor.Effects >= 1, story);
                break;
            case WriteBackState.Failed:
                Assert.True(kind == WriteBackKind.Charge ? vendor.Effects == 0 : !doubtful, story);
                break;
            default:
                // A vendor that tells leaves a doubt only when it does not answer any more before time is up.
                Assert.True(vendor.Effects <= 1 && (!vendorTells || life.Contains(Happening.GrowsOld)), story);
                break;
        }

        return state;
    }

    /// <summary>One try, as the executor makes it, with death at every place where it can come.</summary>
    private static async Task TryAsync(Bench bench, ModelVendor vendor, ClaimedWrite write, Happening happening)
    {
        if (happening == Happening.DiesBefore)
            return;

        var situation = new WriteSituation(write.Kind.Repeatable, write.Failures, write.Age);
        if (write.Doubtful)
        {
            var found = happening switch
            {
                Happening.Down or Happening.GrowsOld => bench.Course.AfterLook(situation, VendorErrorKind.Unavailable, "down"),
                Happening.Unauthorised => bench.Course.AfterLook(situation, VendorErrorKind.Unauthorised, "who are you"),
                _ => WriteCourse.AfterLook(situation, vendor.Look()),
            };
            if (found is not null)
            {
                Assert.True(await bench.Queue.SettleAsync(write, found, Token));
                return;
            }

            Assert.True(await bench.Queue.BeginAsync(write, Token));
        }

        var verdict = vendor.Call(bench.Course, situation, happening);
        if (happening == Happening.DiesAfter)
            return;
        if (happening == Happening.Oversleeps)
        {
            // Another one has it by now; what the sleeper commits must not count.
            await bench.MakeDueAsync();
            var successor = Assert.Single(await bench.Queue.ClaimAsync(Bench.ConnectionId, 4, Token));
            Assert.True(successor.Doubtful);
            Assert.False(await bench.Queue.SettleAsync(write, verdict, Token));
            Assert.False(await bench.Queue.RenewAsync(write, Token));
            return;
        }

        Assert.True(await bench.Queue.SettleAsync(write, verdict, Token));
    }

    /// <summary>What the vendor has done.</summary>
    private sealed class ModelVendor(bool tells)
    {
        public int Effects { get; private set; }

        public int Calls { get; private set; }

        public WriteTrace Look() => !tells ? WriteTrace.Untold : Effects > 0 ? WriteTrace.Arrived(null) : WriteTrace.Absent;

        public WriteVerdict Call(WriteCourse course, WriteSituation situation, Happening happening)
        {
            Calls++;
            if (happening is Happening.Taken or Happening.AnswerLost or Happening.DiesAfter or Happening.Oversleeps)
                Effects++;
            return happening switch
            {
                Happening.AnswerLost or Happening.RequestLost => course.AfterCall(situation, VendorErrorKind.Uncertain, "no answer"),
                Happening.Down or Happening.GrowsOld => course.AfterCall(situation, VendorErrorKind.Unavailable, "down"),
                Happening.Refused => course.AfterCall(situation, VendorErrorKind.Rejected, "no"),
                Happening.Unauthorised => course.AfterCall(situation, VendorErrorKind.Unauthorised, "who are you"),
                _ => WriteVerdict.Succeeded(null),
            };
        }
    }

    /// <summary>The queue on a database of its own.</summary>
    private sealed class Bench : IAsyncDisposable
    {
        public const string ConnectionId = "con_model";

        private readonly NpgsqlDataSource _database;
        private readonly WriteBackStore _store;

        private Bench(NpgsqlDataSource database)
        {
            var configuration = new Microsoft.Extensions.Configuration.ConfigurationManager();
            foreach (var (name, value) in TestKeys.Configuration)
                configuration[name] = value;
            var payload = new WritePayload(new PersonalDataProtector(configuration));
            var options = new WriteBackOptions();
            _database = database;
            _store = new WriteBackStore(database, RuntimeSchema.ScopeOf(database), payload);
            Queue = new WriteQueue(database, payload, options);
            Course = new WriteCourse(options, () => 0.5);
        }

        public WriteQueue Queue { get; }

        public WriteCourse Course { get; }

        public static async Task<Bench> CreateAsync(SharedServers servers) => new(await RuntimeSchema.CreateAsync(servers, Token));

        public async Task<Guid> AcceptAsync(WriteBackKind kind, int number)
        {
            var write = new AcceptedWrite
            {
                Id = Guid.CreateVersion7(),
                HotelId = "htl_model",
                ConnectionId = ConnectionId,
                IdempotencyKey = number.ToString(CultureInfo.InvariantCulture),
                Request = kind == WriteBackKind.Charge
                    ? new WriteBackRequest { Kind = kind, BookingId = "b", Charge = new WriteBackCharge { Amount = new Money(100, "EUR"), Title = "t" } }
                    : new WriteBackRequest { Kind = kind, BookingId = "b", CheckoutTime = new TimeOnly(12, 0) },
                RequestedBy = "model",
                CorrelationId = "c",
                Entry = new AuditEntry { Id = Guid.CreateVersion7(), OccurredAt = DateTimeOffset.UtcNow, Actor = new AuditActor("ApiKey", null, "model"), Action = "write-back.requested", Target = "write-back", HotelId = "htl_model" },
            };
            return (await _store.AcceptAsync(new CallerIdentity("model", ["htl_model"]), write, Token))!.Id;
        }

        /// <summary>Time passes: waits and claims are over.</summary>
        public async Task MakeDueAsync()
        {
            await using var command = _database.CreateCommand("UPDATE write_back SET not_before = '-infinity', claimed_until = '-infinity' WHERE state IN ('Queued', 'Running')");
            await command.ExecuteNonQueryAsync(Token);
        }

        /// <summary>More time passes than a write is given.</summary>
        public async Task GrowOldAsync()
        {
            await using var command = _database.CreateCommand("UPDATE write_back SET given_time_at = given_time_at - interval '25 hours' WHERE state IN ('Queued', 'Running')");
            await command.ExecuteNonQueryAsync(Token);
        }

        public async Task<(WriteBackState State, int Attempts, bool Doubtful)> StateAsync(Guid id)
        {
            await using var command = _database.CreateCommand("SELECT state, attempts, doubtful FROM write_back WHERE id = $1");
            command.Parameters.Add(new() { Value = id });
            await using var reader = await command.ExecuteReaderAsync(Token);
            Assert.True(await reader.ReadAsync(Token));
            return (Enum.Parse<WriteBackState>(reader.GetString(0)), reader.GetInt32(1), reader.GetBoolean(2));
        }

        public ValueTask DisposeAsync() => _database.DisposeAsync();
    }
}
