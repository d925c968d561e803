using Npgsql;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Sync;

/// <summary>Who holds a lease knows when he holds it no more, before anybody else can have it.</summary>
public sealed class LeaseTests(SharedServers servers) : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly ManualTime _time = new();
    private NpgsqlDataSource _database = null!;
    private Lease _lease = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await RuntimeSchema.CreateAsync(servers, Token);
        _lease = new Lease(_database, "con_one", _time);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_hold_goes_on_as_long_as_the_database_answers()
    {
        await using var hold = await HoldAsync();

        for (var second = 1; second <= 10; second++)
            await RenewAsync();

        Assert.False(hold.Held.IsCancellationRequested);
    }

    [Fact]
    public async Task A_hold_ends_before_the_lease_when_the_database_does_not_answer()
    {
        await using var hold = await HoldAsync();
        await RenewAsync();
        await using var connection = await _database.OpenConnectionAsync(Token);
        await using var standstill = await connection.BeginTransactionAsync(Token);
        await ExecuteAsync(connection, "LOCK TABLE connection_lease");

        // The renewal that is asked for now does not come back. The lease is counted from the last one that did.
        _time.Advance(Lease.Renewal);
        await Eventually.TrueAsync(() => WaitsAsync(), Deadline, "the renewal waits for the table", Token);
        _time.Advance(TimeSpan.FromSeconds(3.4));
        Assert.False(hold.Held.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.True(hold.Held.IsCancellationRequested);
        await standstill.RollbackAsync(Token);
    }

    [Fact]
    public async Task A_hold_ends_when_another_has_the_lease()
    {
        await using var hold = await HoldAsync();
        await using (var connection = await _database.OpenConnectionAsync(Token))
            await ExecuteAsync(connection, "UPDATE connection_lease SET expires_at = '-infinity'");
        var other = await new Lease(_database, "con_one", _time).TryHoldAsync(Token);

        _time.Advance(Lease.Renewal);

        Assert.Equal(2, other);
        await Eventually.TrueAsync(() => hold.Held.IsCancellationRequested, Deadline, "the hold ends", Token);
    }

    [Fact]
    public async Task A_holder_that_woke_too_late_has_stopped_before_it_can_do_anything()
    {
        await using var hold = await HoldAsync();

        // As after a pause of the whole process: every timer is due at once.
        _time.Advance(Lease.Length + Lease.Length);

        Assert.True(hold.Held.IsCancellationRequested);
    }

    [Fact]
    public async Task A_holder_that_stood_still_calls_nobody_though_its_timers_are_late()
    {
        var fencing = (await _lease.TryHoldAsync(Token))!.Value;
        await using var hold = new LeaseHold(_lease, fencing, _time, Token);
        await CallGuard.CheckAsync();

        _time.StandStill(Lease.Length);
        Assert.False(hold.Held.IsCancellationRequested, "the timer has spoken already");

        await Assert.ThrowsAsync<OperationCanceledException>(() => CallGuard.CheckAsync().AsTask());
        Assert.True(hold.Held.IsCancellationRequested);
    }

    private async Task<LeaseHold> HoldAsync() => new(_lease, (await _lease.TryHoldAsync(Token))!.Value, _time, Token);

    /// <summary>Lets the time of a renewal pass and waits until it has been carried out.</summary>
    private async Task RenewAsync()
    {
        var before = await ExpiryAsync();
        var timers = _time.TimerCount;
        _time.Advance(Lease.Renewal);
        await Eventually.TrueAsync(async () => await ExpiryAsync() > before && _time.TimerCount == timers, Deadline, "the lease is renewed", Token);
    }

    private async Task<DateTime> ExpiryAsync()
    {
        await using var command = _database.CreateCommand("SELECT expires_at FROM connection_lease");
        return (DateTime)(await command.ExecuteScalarAsync(Token))!;
    }

    private async Task<bool> WaitsAsync()
    {
        await using var command = _database.CreateCommand("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))");
        return await command.ExecuteScalarAsync(Token) is true;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
