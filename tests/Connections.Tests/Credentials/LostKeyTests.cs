using System.Globalization;
using System.Net;
using System.Text.Json;
using PmsPlatform.Connections.Credentials;
using PmsPlatform.Contracts.Keys;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Secrets;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connections.Tests.Credentials;

public sealed class LostKeyTests(SharedServers servers)
{
    private readonly ManualTime _time = new();
    private readonly (string Key, string Value) _master = ("Pms:MasterKey:Key", KeyHost.NewMasterKey());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_master_key_puts_the_connections_into_Error_with_what_to_do_and_the_right_one_out_of_it()
    {
        var database = await servers.FreshDatabaseAsync(Cancel);
        await using (var right = await KeyHost.StartAsync(database, _time, _master))
            await right.AddConnectionsAsync(2, Cancel);

        await using (var wrong = await KeyHost.StartAsync(database, _time, ("Pms:MasterKey:Key", KeyHost.NewMasterKey())))
        {
            await wrong.RunUntilAsync(async () => await wrong.ScalarAsync<long>("SELECT count(*) FROM connection_status WHERE state = 'Error'", Cancel) == 2, "both are in Error", Cancel);
            var error = await wrong.ScalarAsync<string>("SELECT last_error FROM connection_status LIMIT 1", Cancel);
            Assert.StartsWith(CredentialWatch.Mark, error, StringComparison.Ordinal);
            Assert.Contains("is not among those configured", error, StringComparison.Ordinal);

            var status = await wrong.StatusAsync(Cancel);
            Assert.Equal((RingKeyState.Closed, 4L), (status.Keys.Single().State, status.Keys.Single().Credentials));
            Assert.NotNull(status.Problem);
            await AssertDegradedAsync(wrong, "Unknown");
        }

        await using var again = await KeyHost.StartAsync(database, _time, _master);
        await again.RunUntilAsync(async () => await again.ScalarAsync<long>("SELECT count(*) FROM connection_status WHERE state = 'Pending' AND last_error IS NULL", Cancel) == 2, "both are well", Cancel);
        await again.AssertReadableAsync(Cancel);
    }

    [Fact]
    public async Task Without_a_master_key_the_service_starts_and_makes_its_first_key_when_the_file_comes()
    {
        using var folder = new TemporaryFolder("late-key");
        var path = folder.Sub("master");
        await using var host = await KeyHost.StartAsync(await servers.FreshDatabaseAsync(Cancel), _time, ("Pms:MasterKey:File", path));
        await AssertDegradedAsync(host, "Missing");
        Assert.Throws<CredentialsUnreadableException>(() => host.Sealer.Seal("con_x", "n", "v"));

        await File.WriteAllTextAsync(path, KeyHost.NewMasterKey(), Cancel);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await host.RunUntilAsync(() => Task.FromResult(host.Ring.CurrentKeyId is not null), "the first key is made", Cancel);

        Assert.Equal("v", host.Sealer.Unseal("con_x", "n", host.Sealer.Seal("con_x", "n", "v")));
        var health = await host.Client.GetStringAsync(new Uri("/health", UriKind.Relative), Cancel);
        Assert.Contains("\"key-ring\":{\"status\":\"Healthy\"", health, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_row_of_the_ring_stops_its_own_connections_and_a_rotation_leaves_them_as_they_are()
    {
        await using var host = await KeyHost.StartAsync(await servers.FreshDatabaseAsync(Cancel), _time, _master);
        await host.AddConnectionsAsync(3, Cancel);
        var old = host.Ring.CurrentKeyId!.Value;
        var kept = (await host.SealedAsync(Cancel))[("con_0002", "accessToken")];
        await host.RotateToTheEndAsync(ring: true, master: false, Cancel);

        // One credential of the old key is left, as a backup would bring it back, and the old key is broken.
        await host.ExecuteAsync($"UPDATE connection SET sealed_settings = jsonb_build_object('accessToken', '{kept}') WHERE connection_id = 'con_0002'", Cancel);
        await host.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"UPDATE key_ring SET element = left(element, 200) WHERE key_id = '{old}'"), Cancel);
        await host.RunUntilAsync(async () => await host.ScalarAsync<long>("SELECT count(*) FROM connection_status WHERE state = 'Error'", Cancel) == 1, "it is in Error", Cancel);
        Assert.Equal("con_0002", await host.ScalarAsync<string>("SELECT connection_id FROM connection_status WHERE state = 'Error'", Cancel));
        await AssertDegradedAsync(host, "Damaged");

        var status = await host.RotateToTheEndAsync(ring: true, master: true, Cancel);
        Assert.Equal(2, status.Rotation!.Failed);
        Assert.Equal(4, status.Rotation.Done);
        Assert.Equal(kept, (await host.SealedAsync(Cancel))[("con_0002", "accessToken")]);
        var texts = await host.SealedAsync(Cancel);
        Assert.Equal(KeyHost.ValueOf("con_0000", "clientSecret"), host.Sealer.Unseal("con_0000", "clientSecret", texts[("con_0000", "clientSecret")]));
    }

    [Fact]
    public async Task A_cipher_text_moved_to_another_row_does_not_open()
    {
        await using var host = await KeyHost.StartAsync(await servers.FreshDatabaseAsync(Cancel), _time, _master);
        await host.AddConnectionsAsync(2, Cancel);
        await host.ExecuteAsync("UPDATE connection SET sealed_settings = (SELECT sealed_settings FROM connection WHERE connection_id = 'con_0000') WHERE connection_id = 'con_0001'", Cancel);
        var texts = await host.SealedAsync(Cancel);

        Assert.Equal(KeyHost.ValueOf("con_0000", "accessToken"), host.Sealer.Unseal("con_0000", "accessToken", texts[("con_0000", "accessToken")]));
        var refused = Assert.Throws<CredentialsUnreadableException>(() => host.Sealer.Unseal("con_0001", "accessToken", texts[("con_0001", "accessToken")]));
        Assert.Equal(UnreadableReason.Altered, refused.Reason);
    }

    [Fact]
    public async Task A_service_starts_and_opens_credentials_while_the_registry_is_down()
    {
        var own = await servers.FreshDatabaseAsync(Cancel);
        await FeedCopyTable.MakeAsync(own, Cancel);
        string url, text;
        await using (var registry = await KeyHost.StartAsync(await servers.FreshDatabaseAsync(Cancel), _time, _master))
        {
            (url, text) = (registry.Url, registry.Sealer.Seal("con_x", "n", "v"));
            await using var before = await KeyHost.FollowAsync(own, url, _time, _master);
            Assert.Equal("v", await before.Sealer.UnsealAsync("con_x", "n", text, TimeSpan.FromMinutes(1), Cancel));
        }

        await using var after = await KeyHost.FollowAsync(own, url, _time, _master);
        Assert.Equal("v", after.Sealer.Unseal("con_x", "n", text));
        Assert.DoesNotContain(_master.Value, await after.ScalarAsync<string>("SELECT document FROM feed_copy", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_ring_that_other_services_read_answers_304_while_it_has_not_changed()
    {
        await using var host = await KeyHost.StartAsync(await servers.FreshDatabaseAsync(Cancel), _time, _master);
        using var refused = await host.Client.GetAsync(new Uri("/internal/feed/key-ring", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        host.Client.DefaultRequestHeaders.Remove(IdentitySigner.HeaderName);
        host.Client.DefaultRequestHeaders.Add(IdentitySigner.HeaderName, host.ServiceIdentity);
        using var whole = JsonDocument.Parse(await host.Client.GetStringAsync(new Uri("/internal/feed/key-ring", UriKind.Relative), Cancel));
        var revision = whole.RootElement.GetProperty("revision").GetInt64();
        using var same = await host.Client.GetAsync(new Uri($"/internal/feed/key-ring?revision={revision}", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Single(whole.RootElement.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_dump_of_the_database_and_the_logs_hold_no_secret()
    {
        await using var host = await KeyHost.StartAsync(await servers.FreshDatabaseAsync(Cancel), _time, _master);
        await host.AddConnectionsAsync(3, Cancel);
        await host.RotateToTheEndAsync(ring: true, master: true, Cancel);
        await host.ExecuteAsync("UPDATE connection SET sealed_settings = jsonb_set(sealed_settings, '{accessToken}', '\"pms1.broken\"') WHERE connection_id = 'con_0001'", Cancel);
        await host.RotateToTheEndAsync(ring: true, master: false, Cancel);

        var dump = await host.ScalarAsync<string>(
            """
            SELECT string_agg(query_to_xml(format('SELECT * FROM %I.%I', table_schema, table_name), true, false, '')::text, E'\n')
            FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
            """,
            Cancel);
        Assert.Contains("con_0001", dump, StringComparison.Ordinal);
        Assert.Contains("wrappedSecret", dump, StringComparison.Ordinal);
        foreach (var secret in (string[])["marked-secret", _master.Value, "requiresEncryption"])
        {
            Assert.DoesNotContain(secret, dump, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, host.Logs.Text, StringComparison.Ordinal);
        }
    }

    private static async Task AssertDegradedAsync(KeyHost host, string state)
    {
        using var response = await host.Client.GetAsync(new Uri("/health", UriKind.Relative), Cancel);
        var health = await response.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"key-ring\":{\"status\":\"Degraded\"", health, StringComparison.Ordinal);
        Assert.Contains($"\"state\":\"{state}\"", health, StringComparison.Ordinal);
    }
}
