using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.ServiceDefaults.Secrets;
using PmsPlatform.ServiceDefaults.Secrets.MasterKeys;
using PmsPlatform.TestKit;

namespace PmsPlatform.ServiceDefaults.Tests.Secrets;

public sealed class VaultMasterKeyTests
{
    private static readonly byte[] RingKey = RandomNumberGenerator.GetBytes(32);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Vault_wraps_and_unwraps_and_the_id_holds_its_version_of_the_key()
    {
        await using var vault = await FakeVault.StartAsync("pms", Cancel);
        await using var service = await StartAsync(vault);
        var wrapped = await Keys(service).WrapAsync(RingKey, Cancel);

        Assert.Equal("vault:transit/pms:v1", wrapped.MasterKeyId);
        Assert.Equal(RingKey, await Keys(service).UnwrapAsync(wrapped, Cancel));
        Assert.All(vault.Requests, request => Assert.DoesNotContain("Transfer-Encoding", request.Headers.Keys, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task After_a_rotation_in_vault_rewrapping_moves_to_the_new_version_without_showing_the_key()
    {
        await using var vault = await FakeVault.StartAsync("pms", Cancel);
        await using var service = await StartAsync(vault);
        var old = await Keys(service).WrapAsync(RingKey, Cancel);
        Assert.Equal(old, await Keys(service).RewrapAsync(old, Cancel));

        vault.Rotate("pms");
        var rewrapped = await Keys(service).RewrapAsync(old, Cancel);
        Assert.Equal("vault:transit/pms:v2", rewrapped.MasterKeyId);
        Assert.DoesNotContain(vault.Requests, request => request.Target.Contains("/decrypt/", StringComparison.Ordinal));

        vault.MinDecryptionVersion = 2;
        Assert.Equal(RingKey, await Keys(service).UnwrapAsync(rewrapped, Cancel));
        Assert.Equal(MasterKeyFault.Unknown, (await Assert.ThrowsAsync<MasterKeyException>(() => Keys(service).UnwrapAsync(old, Cancel))).Fault);
    }

    [Fact]
    public async Task The_master_key_moves_from_the_environment_into_vault_while_old_wrappings_still_open()
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        await using var vault = await FakeVault.StartAsync("pms", Cancel);
        await using var before = await TestService.StartAsync(builder => builder.AddMasterKeys(), settings: [new("Pms:MasterKey:Key", key)], cancellationToken: Cancel);
        await using var during = await StartAsync(vault, ("Pms:MasterKey:Key", key));
        var old = await Keys(before).WrapAsync(RingKey, Cancel);

        Assert.Equal(RingKey, await Keys(during).UnwrapAsync(old, Cancel));
        var rewrapped = await Keys(during).RewrapAsync(old, Cancel);
        Assert.Equal("vault:transit/pms:v1", rewrapped.MasterKeyId);
        Assert.Equal(RingKey, await Keys(during).UnwrapAsync(rewrapped, Cancel));
    }

    [Fact]
    public async Task A_refused_token_is_said_to_be_refused_and_not_tried_again()
    {
        await using var vault = await FakeVault.StartAsync("pms", Cancel);
        await using var service = await StartAsync(vault);
        vault.Token = "hvs.another";

        var fault = await Assert.ThrowsAsync<MasterKeyException>(() => Keys(service).WrapAsync(RingKey, Cancel));
        Assert.Equal(MasterKeyFault.Refused, fault.Fault);
        Assert.Contains("policy", fault.Message, StringComparison.Ordinal);
        Assert.Single(vault.Requests);
    }

    [Fact]
    public async Task A_sealed_vault_is_asked_again_and_then_said_to_be_sealed()
    {
        await using var vault = await FakeVault.StartAsync("pms", Cancel);
        await using var service = await StartAsync(vault);
        vault.IsSealed = true;

        var fault = await Assert.ThrowsAsync<MasterKeyException>(() => Keys(service).WrapAsync(RingKey, Cancel));
        Assert.True(fault.MayPass);
        Assert.Contains("sealed", fault.Message, StringComparison.Ordinal);
        Assert.Equal(3, vault.Requests.Count);

        vault.IsSealed = false;
        Assert.NotNull(await Keys(service).WrapAsync(RingKey, Cancel));
    }

    [Fact]
    public async Task A_short_outage_is_not_noticed()
    {
        await using var vault = await FakeVault.StartAsync("pms", Cancel);
        await using var service = await StartAsync(vault);
        vault.Outages = 2;

        Assert.NotNull(await Keys(service).WrapAsync(RingKey, Cancel));
        Assert.Equal(3, vault.Requests.Count);
    }

    [Fact]
    public async Task A_key_that_vault_does_not_have_is_said_to_be_missing()
    {
        await using var vault = await FakeVault.StartAsync("another", Cancel);
        await using var service = await StartAsync(vault);

        Assert.Equal(MasterKeyFault.Unknown, (await Assert.ThrowsAsync<MasterKeyException>(() => Keys(service).WrapAsync(RingKey, Cancel))).Fault);
    }

    [Fact]
    public async Task A_vault_that_is_not_there_or_does_not_answer_in_time_is_unreachable()
    {
        await using var silent = await FakeVendor.StartAsync(async http => await Task.Delay(Timeout.Infinite, http.RequestAborted), Cancel);
        foreach (var address in (string[])["http://127.0.0.1:9", silent.Url])
        {
            await using var service = await StartAsync(address, "hvs.t", ("Pms:MasterKey:Vault:TryTime", "00:00:00.200"));
            var clock = Stopwatch.StartNew();
            var fault = await Assert.ThrowsAsync<MasterKeyException>(() => Keys(service).WrapAsync(RingKey, Cancel));

            Assert.Equal(MasterKeyFault.Unreachable, fault.Fault);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("<html>hello</html>")]
    [InlineData("{\"data\":{\"ciphertext\":\"plain words\"}}")]
    public async Task What_is_not_vault_is_not_taken_for_it(string answer)
    {
        await using var stranger = await FakeVendor.StartAsync(http => FakeVendor.JsonAsync(http, answer), Cancel);
        await using var service = await StartAsync(stranger.Url, "hvs.t");

        Assert.Equal(MasterKeyFault.Refused, (await Assert.ThrowsAsync<MasterKeyException>(() => Keys(service).WrapAsync(RingKey, Cancel))).Fault);
    }

    [Fact]
    public async Task The_token_is_read_from_its_file_at_every_call_and_the_namespace_is_sent()
    {
        using var folder = new TemporaryFolder("vault-token");
        var path = folder.Sub("token");
        await WriteAsync(path, "hvs.first\n");
        await using var vault = await FakeVault.StartAsync("pms", Cancel);
        vault.Token = "hvs.first";
        vault.Namespace = "hotels/emea";
        await using var service = await TestService.StartAsync(
            builder => builder.AddMasterKeys(),
            settings: [new("Pms:MasterKey:Vault:Address", vault.Url), new("Pms:MasterKey:Vault:TokenFile", path), new("Pms:MasterKey:Vault:Namespace", "hotels/emea")],
            cancellationToken: Cancel);
        await Keys(service).WrapAsync(RingKey, Cancel);

        await WriteAsync(path, "hvs.second");
        vault.Token = "hvs.second";
        await Keys(service).WrapAsync(RingKey, Cancel);
        Assert.Equal(2, vault.Requests.Count);
    }

    [Theory]
    [InlineData("http://vault.example:8200", "https")]
    [InlineData("vault", "https")]
    public async Task An_address_without_tls_is_refused_at_start(string address, string word)
    {
        var refused = await Assert.ThrowsAsync<StartupConfigurationException>(() => StartAsync(address, "hvs.t"));
        Assert.Contains(word, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_and_ring_key_are_in_no_log()
    {
        await using var vault = await FakeVault.StartAsync("pms", Cancel);
        await using var service = await StartAsync(vault);
        await Keys(service).UnwrapAsync(await Keys(service).WrapAsync(RingKey, Cancel), Cancel);
        vault.IsSealed = true;
        await Assert.ThrowsAsync<MasterKeyException>(() => Keys(service).WrapAsync(RingKey, Cancel));

        Assert.DoesNotContain(vault.Token, service.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(RingKey), service.Logs.Text, StringComparison.Ordinal);
    }

    private static async Task WriteAsync(string path, string text)
    {
        await File.WriteAllTextAsync(path, text, Cancel);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static IMasterKeyProvider Keys(TestService service) => service.Services.GetRequiredService<IMasterKeyProvider>();

    private static Task<TestService> StartAsync(FakeVault vault, params (string Key, string Value)[] more) => StartAsync(vault.Url, vault.Token, more);

    private static Task<TestService> StartAsync(string address, string token, params (string Key, string Value)[] more) => TestService.StartAsync(
        builder => builder.AddMasterKeys(),
        settings:
        [
            new("Pms:MasterKey:Vault:Address", address), new("Pms:MasterKey:Vault:Token", token),
            new("Pms:MasterKey:Vault:Retries", "2"), new("Pms:MasterKey:Vault:FirstWait", "00:00:00.010"),
            .. more.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)),
        ],
        cancellationToken: Cancel);
}
