using System.Runtime.Versioning;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.ServiceDefaults.Secrets;
using PmsPlatform.ServiceDefaults.Secrets.MasterKeys;
using PmsPlatform.TestKit;

namespace PmsPlatform.ServiceDefaults.Tests.Secrets;

[UnsupportedOSPlatform("windows")]
public sealed class MasterKeyTests : IDisposable
{
    private static readonly byte[] RingKey = RandomNumberGenerator.GetBytes(32);
    private static readonly string First = NewKey();
    private static readonly string Second = NewKey();

    private readonly TemporaryFolder _folder = new("master-keys");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_key_that_was_wrapped_comes_back_and_the_wrapping_says_which_master_key_did_it()
    {
        await using var service = await StartAsync(("Pms:MasterKey:Key", First));
        var keys = Keys(service);
        var wrapped = await keys.WrapAsync(RingKey, Cancel);

        Assert.StartsWith("local:", wrapped.MasterKeyId, StringComparison.Ordinal);
        Assert.Equal(RingKey, await keys.UnwrapAsync(wrapped, Cancel));
    }

    [Fact]
    public async Task A_retired_master_key_still_opens_and_rewrapping_leads_to_the_new_one()
    {
        await using var before = await StartAsync(("Pms:MasterKey:Key", First));
        await using var during = await StartAsync(("Pms:MasterKey:Key", Second), ("Pms:MasterKey:Retired:0", First));
        await using var after = await StartAsync(("Pms:MasterKey:Key", Second));
        var old = await Keys(before).WrapAsync(RingKey, Cancel);

        Assert.Equal(RingKey, await Keys(during).UnwrapAsync(old, Cancel));
        var rewrapped = await Keys(during).RewrapAsync(old, Cancel);

        Assert.Equal(RingKey, await Keys(after).UnwrapAsync(rewrapped, Cancel));
        Assert.Equal(rewrapped, await Keys(after).RewrapAsync(rewrapped, Cancel));
    }

    [Fact]
    public async Task A_wrong_master_key_is_named_as_such()
    {
        await using var right = await StartAsync(("Pms:MasterKey:Key", First));
        await using var wrong = await StartAsync(("Pms:MasterKey:Key", Second));
        var wrapped = await Keys(right).WrapAsync(RingKey, Cancel);

        var fault = await Assert.ThrowsAsync<MasterKeyException>(() => Keys(wrong).UnwrapAsync(wrapped, Cancel));
        Assert.Equal(MasterKeyFault.Unknown, fault.Fault);
        Assert.Contains(wrapped.MasterKeyId, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_master_key_the_service_starts_and_says_so_when_asked()
    {
        await using var service = await StartAsync();

        var fault = await Assert.ThrowsAsync<MasterKeyException>(() => Keys(service).WrapAsync(RingKey, Cancel));
        Assert.Equal(MasterKeyFault.Missing, fault.Fault);
        Assert.Contains("Pms:MasterKey:File", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_wrapping_is_refused()
    {
        await using var service = await StartAsync(("Pms:MasterKey:Key", First));
        var wrapped = await Keys(service).WrapAsync(RingKey, Cancel);
        var bytes = Convert.FromBase64String(wrapped.Value);
        bytes[20] ^= 1;

        foreach (var value in (string[])[Convert.ToBase64String(bytes), "AAAA", "not base64", ""])
        {
            var fault = await Assert.ThrowsAsync<MasterKeyException>(() => Keys(service).UnwrapAsync(wrapped with { Value = value }, Cancel));
            Assert.Equal(MasterKeyFault.Damaged, fault.Fault);
        }
    }

    [Theory]
    [InlineData("not base64!", "is not base64")]
    [InlineData("c2hvcnQ=", "is weak")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "is weak")]
    [InlineData("Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IHN0YXBsZSBjb3JyZWN0IGhvcnNl", "is weak")]
    [InlineData("MTIzNDU2Nzg5MGFiY2RlZjEyMzQ1Njc4OTBhYmNkZWY=", "is weak")]
    public async Task A_weak_key_keeps_the_service_from_starting_wherever_it_stands(string key, string problem)
    {
        var configured = await Assert.ThrowsAsync<StartupConfigurationException>(() => StartAsync(("Pms:MasterKey:Key", key)));
        Assert.Contains($"Pms:MasterKey:Key {problem}", configured.Message, StringComparison.Ordinal);
        Assert.Contains("openssl rand -base64 32", configured.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key, configured.Message, StringComparison.Ordinal);

        var filed = await Assert.ThrowsAsync<StartupConfigurationException>(() => StartAsync(("Pms:MasterKey:File", Write(key))));
        Assert.Contains(problem, filed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead, "640")]
    [InlineData(UnixFileMode.OtherRead, "604")]
    [InlineData(UnixFileMode.OtherWrite, "602")]
    public async Task A_file_that_others_can_open_is_refused_with_its_path_and_the_command_that_mends_it(UnixFileMode more, string mode)
    {
        var path = Write(First);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);

        var refused = await Assert.ThrowsAsync<StartupConfigurationException>(() => StartAsync(("Pms:MasterKey:File", path)));
        Assert.Contains($"{path} is open to others than its owner (mode {mode}). Run: chmod 600 {path}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_does_not_hide_the_rights_of_the_file_behind_it()
    {
        var path = Write(First);
        var link = _folder.Sub("link");
        File.CreateSymbolicLink(link, path);
        await using (await StartAsync(("Pms:MasterKey:File", link)))
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        await Assert.ThrowsAsync<StartupConfigurationException>(() => StartAsync(("Pms:MasterKey:File", link)));
    }

    [Fact]
    public async Task A_key_put_in_front_of_the_file_wraps_without_a_restart_and_the_one_of_before_still_opens()
    {
        var path = Write(First);
        var time = new ManualTime();
        await using var service = await TestService.StartAsync(
            builder => { builder.Services.AddSingleton<TimeProvider>(time); builder.AddMasterKeys(); }, settings: [new("Pms:MasterKey:File", path)], cancellationToken: Cancel);
        var old = await Keys(service).WrapAsync(RingKey, Cancel);

        Write($"# since today\n{Second}\n{First}\n");
        time.Advance(TimeSpan.FromSeconds(2));
        var wrapped = await Keys(service).WrapAsync(RingKey, Cancel);

        Assert.NotEqual(old.MasterKeyId, wrapped.MasterKeyId);
        Assert.Equal(RingKey, await Keys(service).UnwrapAsync(old, Cancel));
    }

    [Fact]
    public async Task A_file_that_comes_late_is_read_then()
    {
        var path = _folder.Sub("key");
        var time = new ManualTime();
        await using var service = await TestService.StartAsync(
            builder => { builder.Services.AddSingleton<TimeProvider>(time); builder.AddMasterKeys(); }, settings: [new("Pms:MasterKey:File", path)], cancellationToken: Cancel);
        await Assert.ThrowsAsync<MasterKeyException>(() => Keys(service).WrapAsync(RingKey, Cancel));

        Write(First);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(RingKey, await Keys(service).UnwrapAsync(await Keys(service).WrapAsync(RingKey, Cancel), Cancel));
    }

    [Fact]
    public async Task Whatever_holds_a_key_shows_nothing_as_text()
    {
        await using var service = await StartAsync(("Pms:MasterKey:Key", First));
        Assert.Equal("***", Keys(service).ToString());
        Assert.Equal("***", LocalMasterKey.Read(First, "x", out _)!.ToString());
        Assert.DoesNotContain(First, service.Logs.Text, StringComparison.Ordinal);
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static IMasterKeyProvider Keys(TestService service) => service.Services.GetRequiredService<IMasterKeyProvider>();

    private string Write(string text)
    {
        var path = _folder.Sub("key");
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    private static Task<TestService> StartAsync(params (string Key, string Value)[] settings) => TestService.StartAsync(
        builder => builder.AddMasterKeys(), settings: settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)), cancellationToken: Cancel);
}
