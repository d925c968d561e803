using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connections.Tests.Access;

/// <summary>What stands behind the queries: the database itself shows a caller his own rows only.</summary>
public sealed class IsolationTests(RegistryService service) : IClassFixture<RegistryService>
{
    private static readonly string[] Unbound = ["schema_history", "setup_link", "feed_revision", "vendor"];

    private RowSecurity Rows => new(service.Services.GetRequiredService<NpgsqlDataSource>(), "connections");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_table_that_names_a_hotel_or_an_organisation_is_under_row_level_security()
    {
        Assert.Empty(await Rows.UnguardedAsync(["hotel_id", "organization_id"], Cancel));
    }

    [Fact]
    public async Task The_callers_role_may_touch_no_table_without_row_level_security()
    {
        Assert.Empty(await Rows.OpenToAsync("pms_registry_tenant", Cancel));
        foreach (var table in Unbound)
            Assert.Empty(await ListAsync($"SELECT '{table}' WHERE has_table_privilege('pms_registry_tenant', 'connections.{table}', 'SELECT')"));
    }

    [Fact]
    public async Task A_statement_that_forgets_the_hotel_shows_and_changes_nothing_of_others()
    {
        using var front = new Front(service);
        var own = await front.OrganizationAsync("htl_rls_own", "htl_rls_other");
        var foreign = await front.OrganizationAsync("htl_rls_foreign");
        await front.PersonAsync(own, Role.Staff, "htl_rls_own");
        await front.PersonAsync(foreign, Role.Owner);

        await using var connection = await service.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using (var bind = new NpgsqlCommand(
            "SELECT set_config('pms.hotels', 'htl_rls_own', true), set_config('pms.organization', $1, true), set_config('pms.whole', 'false', true), set_config('role', 'pms_registry_tenant', true)", connection))
        {
            bind.Parameters.Add(new NpgsqlParameter<string> { TypedValue = own });
            await bind.ExecuteNonQueryAsync(Cancel);
        }

        Assert.Equal(["htl_rls_own"], await ListAsync("SELECT hotel_id FROM hotel", connection));
        Assert.Equal([own], await ListAsync("SELECT DISTINCT organization_id FROM access_user", connection));
        Assert.Equal(["htl_rls_own"], await ListAsync("SELECT DISTINCT coalesce(hotel_id, 'whole') FROM role_grant", connection));
        await using var steal = new NpgsqlCommand("UPDATE hotel SET name = 'mine' WHERE hotel_id <> 'htl_rls_own'", connection);
        Assert.Equal(0, await steal.ExecuteNonQueryAsync(Cancel));
        await using var plant = new NpgsqlCommand(
            "INSERT INTO hotel (hotel_id, organization_id, slug, name, time_zone, currency, created_at, changed_at) SELECT 'htl_planted', $1, 'planted', 'x', 'UTC', 'EUR', now(), now()", connection);
        plant.Parameters.Add(new NpgsqlParameter<string> { TypedValue = foreign });
        var refused = await Assert.ThrowsAsync<PostgresException>(() => plant.ExecuteNonQueryAsync(Cancel));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task A_connection_goes_back_to_the_pool_without_the_callers_role()
    {
        using var front = new Front(service);
        var person = await front.PersonAsync(await front.OrganizationAsync(), Role.Owner);
        Assert.Equal(200, await front.StatusAsync(person.AccessToken, HttpMethod.Get, "/api/users"));

        Assert.DoesNotContain("pms_registry_tenant", await ListAsync("SELECT current_user::text"));
        Assert.Equal([""], await ListAsync("SELECT coalesce(current_setting('pms.hotels', true), '')"));
    }

    private async Task<List<string>> ListAsync(string sql)
    {
        await using var connection = await service.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Cancel);
        return await ListAsync(sql, connection);
    }

    private static async Task<List<string>> ListAsync(string sql, NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        List<string> found = [];
        while (await reader.ReadAsync(Cancel))
            found.Add(reader.GetString(0));
        return found;
    }
}
