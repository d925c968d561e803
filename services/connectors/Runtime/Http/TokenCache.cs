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
    public async Task<VendorToken?> KeptAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await ReadStoredAsync(connection, transaction: null, cancellationToken) is { } stored && stored.Token.ExpiresAt > time.GetUtcNow() ? stored.Token : null;
    }

    private async Task<VendorToken> RenewAsync(VendorToken? refused, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // Replicas take turns: the second one finds the token that the first one fetched.
        await using (var turn = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended($1, 42))", connection, transaction))
        {
            turn.Parameters.Add(new() { Value = connectionId });
            await turn.ExecuteNonQueryAsync(cancellationToken);
        }

        if (await ReadStoredAsync(connection, transaction, cancellationToken) is { } stored
            && stored.RenewAt > time.GetUtcNow()
            && !string.Equals(stored.Token.Value.Reveal(), refused?.Value.Reveal(), StringComparison.Ordinal))
        {
            // Another replica may have fetched it a moment ago, or a caller who went away before it was usable.
            await transaction.DisposeAsync();
            await UntilUsableAsync(stored.Token, cancellationToken);
            _held = stored;
            return stored.Token;
        }

        var fetchedAt = time.GetUtcNow();
        var token = await fetch(cancellationToken);
        await StoreAsync(connection, transaction, token, fetchedAt, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await UntilUsableAsync(token, cancellationToken);
        _held = new Held(token, RenewAt(fetchedAt, token.ExpiresAt));
        return token;
    }

    /// <summary>Timers may fire a little early: it is looked at the clock again.</summary>
    private async Task UntilUsableAsync(VendorToken token, CancellationToken cancellationToken)
    {
        while (token.UsableAt - time.GetUtcNow() is { } wait && wait > TimeSpan.Zero)
            await Task.Delay(wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait, time, cancellationToken);
    }

    private async Task<Held?> ReadStoredAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken cancellationToken)
    {
        const string sql = "SELECT token, expires_at, usable_at, fetched_at FROM vendor_token WHERE connection_id = $1";
        await using var command = new NpgsqlCommand(sql, connection, transaction);
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

    private async Task StoreAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, VendorToken token, DateTimeOffset fetchedAt, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO vendor_token (connection_id, token, expires_at, usable_at, fetched_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (connection_id) DO UPDATE
            SET token = excluded.token, expires_at = excluded.expires_at, usable_at = excluded.usable_at, fetched_at = excluded.fetched_at
            """;
        await using var command = new NpgsqlCommand(sql, connection, transaction);
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
