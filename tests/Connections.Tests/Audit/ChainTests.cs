using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PmsPlatform.Connections.Audit;

namespace PmsPlatform.Connections.Tests.Audit;

/// <summary>The chain of the audit log: whoever changes it is found out.</summary>
public sealed class ChainTests(RegistryService service) : IClassFixture<RegistryService>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private AuditLog Log => service.Services.GetRequiredService<AuditLog>();

    private AuditChain Chain => service.Services.GetRequiredService<AuditChain>();

    [Fact]
    public async Task Entries_of_many_writers_at_once_stand_one_after_the_other_without_a_gap()
    {
        var before = (await Chain.VerifyAsync(anchor: null, Cancel)).Entries;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(
            async () =>
            {
                for (var time = 0; time < 20; time++)
                    await Log.WriteAsync(AuditTests.EntryOf("htl_chain"), Cancel);
            },
            Cancel)));

        var proof = await Chain.VerifyAsync(anchor: null, Cancel);

        Assert.Equal((true, before + 320), (proof.Intact, proof.Entries));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM audit_intake"));
    }

    [Fact]
    public async Task Nobody_who_is_no_administrator_of_the_database_can_change_or_delete_an_entry()
    {
        await Log.WriteAsync(AuditTests.EntryOf("htl_chain"), Cancel);
        foreach (var sql in (string[])["UPDATE audit_entry SET document = document", "DELETE FROM audit_entry", "TRUNCATE audit_entry"])
        {
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(sql));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
        }
    }

    [Theory]
    [InlineData("UPDATE audit_entry SET document = (document::jsonb || '{\"outcome\":\"Failed\"}')::json WHERE sequence = $1", "is not as it was written")]
    [InlineData("DELETE FROM audit_entry WHERE sequence = $1", "is missing")]
    [InlineData("UPDATE audit_entry SET hash = sha256('x') WHERE sequence = $1", "is not as it was written")]
    [InlineData("UPDATE audit_entry SET previous_hash = sha256('x') WHERE sequence = $1", "does not follow")]
    public async Task What_an_administrator_changes_behind_the_services_back_is_found(string sql, string reason)
    {
        for (var time = 0; time < 5; time++)
            await Log.WriteAsync(AuditTests.EntryOf("htl_chain"), Cancel);
        var last = await CountAsync("SELECT max(sequence) FROM audit_entry");
        var (proof, after) = await TamperAsync(sql, last - 2);

        Assert.Equal((false, last - 3), (proof.Intact, proof.Entries));
        Assert.Contains(reason, proof.Reason, StringComparison.Ordinal);
        Assert.True(after.Intact);
    }

    [Fact]
    public async Task Entries_cut_off_the_end_are_missed_by_whoever_kept_the_head()
    {
        for (var time = 0; time < 3; time++)
            await Log.WriteAsync(AuditTests.EntryOf("htl_chain"), Cancel);
        var head = AuditAnchor.Parse((await Chain.VerifyAsync(anchor: null, Cancel)).Head!)!;
        var (without, _) = await TamperAsync("DELETE FROM audit_entry WHERE sequence > $1", head.Sequence - 1);
        var (with, _) = await TamperAsync("DELETE FROM audit_entry WHERE sequence > $1", head.Sequence - 1, head);

        Assert.True(without.Intact);
        Assert.False(with.Intact);
        Assert.Contains("cut off", with.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_that_was_made_anew_from_the_beginning_does_not_have_the_head_that_was_kept()
    {
        await Log.WriteAsync(AuditTests.EntryOf("htl_chain"), Cancel);
        var head = AuditAnchor.Parse((await Chain.VerifyAsync(anchor: null, Cancel)).Head!)!;
        var proof = await Chain.VerifyAsync(head with { Hash = new string('0', 64) }, Cancel);

        Assert.True((await Chain.VerifyAsync(head, Cancel)).Intact);
        Assert.Contains("made anew", proof.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_whose_change_is_rolled_back_was_never_on_record()
    {
        var before = (await Chain.VerifyAsync(anchor: null, Cancel)).Entries;
        await using (var connection = await service.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Cancel))
        await using (var transaction = await connection.BeginTransactionAsync(Cancel))
        {
            var intake = AuditIntake.Of(AuditTests.EntryOf("htl_chain"));
            await using var command = new NpgsqlCommand("INSERT INTO audit_intake (entry_id, document) VALUES ($1, $2::json)", connection, transaction);
            command.Parameters.Add(new() { Value = intake.EntryId });
            command.Parameters.Add(new() { Value = intake.Document });
            await command.ExecuteNonQueryAsync(Cancel);
        }

        Assert.Equal(before, (await Chain.VerifyAsync(anchor: null, Cancel)).Entries);
    }

    /// <summary>Changes rows as an administrator would, proves the chain, and takes the change back.</summary>
    private async Task<(Contracts.Audit.AuditVerification During, Contracts.Audit.AuditVerification After)> TamperAsync(string sql, long sequence, AuditAnchor? anchor = null)
    {
        await ExecuteAsync("CREATE TABLE kept AS SELECT sequence, document, previous_hash, hash FROM audit_entry");
        try
        {
            await ExecuteAsync("ALTER TABLE audit_entry DISABLE TRIGGER append_only");
            await ExecuteAsync("GRANT UPDATE, DELETE, TRUNCATE ON audit_entry TO current_user");
            await ExecuteAsync(sql, sequence);
            var during = await Chain.VerifyAsync(anchor, Cancel);
            await ExecuteAsync("DELETE FROM audit_entry");
            await ExecuteAsync("INSERT INTO audit_entry (sequence, document, previous_hash, hash) SELECT * FROM kept");
            return (during, await Chain.VerifyAsync(anchor: null, Cancel));
        }
        finally
        {
            await ExecuteAsync("REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry FROM current_user");
            await ExecuteAsync("ALTER TABLE audit_entry ENABLE TRIGGER append_only");
            await ExecuteAsync("DROP TABLE kept");
        }
    }

    private async Task ExecuteAsync(string sql, long? value = null)
    {
        await using var command = service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        if (value is { } number)
            command.Parameters.Add(new() { Value = number });
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
