using Npgsql;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Http;

/// <summary>
/// The access token of one connection: fetched by one caller at a time, kept encrypted in PostgreSQL for replicas and restarts, renewed when nine
/// tenths of its life are over (at most five minutes ahead) while the old one still serves the others.
/// </summary>
internal sealed class TokenCache(string connectionId, FetchToken fetch, NpgsqlDataSource database, PersonalDataProtector protector, TimeProvider time)
{
    /// <summary>How long others wait for a replica that dies while it asks the vendor.</summary>
    private static readonly TimeSpan ClaimLength = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PatienceAtEnd = TimeSpan.FromSeconds(2);

    private readonly Guid _owner = Guid.NewGuid();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Held? _held;

    /// <summary>A token the vendor accepts as far as is known. Waits when a new one is not usable yet.</summary>
    public async Task<VendorToken> GetAsync(CancellationToken cancellationToken)
    {
        if (_held is { } held && time.GetUtcNow() is var now && held.Token.ExpiresAt > now)
        {
            if (held.RenewAt > now || !_gate.Wait(0, CancellationToken.None))
                return held.Token;
        }
        else
            await _gate.WaitAsync(cancellationToken);

        try
        {
            now = time.GetUtcNow();
            if (_held is { } current && current.RenewAt > now)
                return current.Token;
            return await RenewAsync(refused: _held?.Token, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The vendor refused this token: the next caller gets another one.</summary>
    public async Task DiscardAsync(VendorToken refused, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_held is { } held && !ReferenceEquals(held.Token, refused))
                return;
            await RenewAsync(refused, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The token that replicas share; null when there is none that still lives.</summary>
    public async Task<VendorToken?> KeptAsync(CancellationToken cancellationToken) =>
        await ReadStoredAsync(cancellationToken) is { } stored && stored.Token.ExpiresAt > time.GetUtcNow() ? stored.Token : null;

    /// <summary>Takes what another replica has fetched since this token was refused, or fetches one; waits until it is usable.</summary>
    private async Task<VendorToken> RenewAsync(VendorToken? refused, CancellationToken cancellationToken)
    {
        Held? renewed;
        while ((renewed = await TakeAsync(refused, cancellationToken)) is null)
            await Task.Delay(Look, time, cancellationToken);

        // One that another replica fetched a moment ago, or a caller who went away meanwhile, may not be usable yet either.
        await UntilUsableAsync(renewed.Token, cancellationToken);
        _held = renewed;
        return renewed.Token;
    }

    /// <summary>Null while another replica asks the vendor. No session of the database is kept meanwhile: the vendor may take its time.</summary>
    private async Task<Held?> TakeAsync(VendorToken? refused, CancellationToken cancellationToken)
    {
        if (!await TryClaimAsync(cancellationToken))
            return await NewerAsync(refused, cancellationToken);
        try
        {
            if (await NewerAsync(refused, cancellationToken) is { } newer)
                return newer;
            var fetchedAt = time.GetUtcNow();
            var token = await fetch(cancellationToken);
            await StoreAsync(token, fetchedAt, cancellationToken);
            return new Held(token, RenewAt(fetchedAt, token.ExpiresAt));
        }
        finally
        {
            await GiveUpClaimAsync();
        }
    }

    /// <summary>The token that is kept, when it is another one than was refused and need not be renewed yet.</summary>
    private async Task<Held?> NewerAsync(VendorToken? refused, CancellationToken cancellationToken) =>
        await ReadStoredAsync(cancellationToken) is { } stored
        && stored.RenewAt > time.GetUtcNow()
        && !string.Equals(stored.Token.Value.Reveal(), refused?.Value.Reveal(), StringComparison.Ordinal)
            ? stored
            : null;

    private async Task<bool> TryClaimAsync(CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO token_claim AS claim (connection_id, owner, claimed_until) VALUES ($1, $2, clock_timestamp() + $3)
            ON CONFLICT (connection_id) DO UPDATE SET owner = excluded.owner, claimed_until = excluded.claimed_until
            WHERE claim.owner = excluded.owner OR claim.claimed_until < clock_timestamp()
            """;
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(new() { Value = _owner });
        command.Parameters.Add(new() { Value = ClaimLength });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    private async Task GiveUpClaimAsync()
    {
        using var soon = new CancellationTokenSource(PatienceAtEnd, time);
        try
        {
            await using var command = database.CreateCommand("DELETE FROM token_claim WHERE connection_id = $1 AND owner = $2");
            command.Parameters.Add(new() { Value = connectionId });
            command.Parameters.Add(new() { Value = _owner });
            await command.ExecuteNonQueryAsync(soon.Token);
        }
        catch (Exception error) when (error is NpgsqlException or OperationCanceledException)
        {
            // It runs out by itself.
        }
    }

    /// <summary>Timers may fire a little early: it is looked at the clock again.</summary>
    private async Task UntilUsableAsync(VendorToken token, CancellationToken cancellationToken)
    {
        while (token.UsableAt - time.GetUtcNow() is { } wait && wait > TimeSpan.Zero)
            await Task.Delay(wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait, time, cancellationToken);
    }

    private async Task<Held?> ReadStoredAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT token, expires_at, usable_at, fetched_at FROM vendor_token WHERE connection_id = $1");
        command.Parameters.Add(new() { Value = connectionId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;

        var value = System.Text.Encoding.UTF8.GetString(protector.Unprotect(reader.GetFieldValue<byte[]>(0)));
        var expiresAt = reader.GetFieldValue<DateTimeOffset>(1);
        var usableAt = reader.IsDBNull(2) ? (DateTimeOffset?)null : reader.GetFieldValue<DateTimeOffset>(2);
        var token = new VendorToken(new Secret(value), expiresAt, usableAt);
        return new Held(token, RenewAt(reader.GetFieldValue<DateTimeOffset>(3), expiresAt));
    }

    private async Task StoreAsync(VendorToken token, DateTimeOffset fetchedAt, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO vendor_token (connection_id, token, expires_at, usable_at, fetched_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (connection_id) DO UPDATE
            SET token = excluded.token, expires_at = excluded.expires_at, usable_at = excluded.usable_at, fetched_at = excluded.fetched_at
            """;
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(new() { Value = protector.Protect(System.Text.Encoding.UTF8.GetBytes(token.Value.Reveal())) });
        command.Parameters.Add(new() { Value = token.ExpiresAt.ToUniversalTime() });
        command.Parameters.Add(new() { Value = (object?)token.UsableAt?.ToUniversalTime() ?? DBNull.Value });
        command.Parameters.Add(new() { Value = fetchedAt.ToUniversalTime() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static DateTimeOffset RenewAt(DateTimeOffset fetchedAt, DateTimeOffset expiresAt)
    {
        var ahead = TimeSpan.FromTicks(Math.Min((expiresAt - fetchedAt).Ticks / 10, TimeSpan.FromMinutes(5).Ticks));
        return expiresAt - ahead;
    }

    private sealed record Held(VendorToken Token, DateTimeOffset RenewAt);
}
