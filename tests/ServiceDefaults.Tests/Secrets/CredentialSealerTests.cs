using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.ServiceDefaults.Secrets;
using PmsPlatform.TestKit;

namespace PmsPlatform.ServiceDefaults.Tests.Secrets;

public sealed class CredentialSealerTests
{
    private static readonly string MasterKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_sealed_comes_back_whatever_it_is()
    {
        await using var service = await StartAsync(new MemoryRing());
        var sealer = Sealer(service);
        var names = ArbMap.Default.ArbFor<NonEmptyString>().Filter(text => IsText(text.Get));

        Prop.ForAll(names, names, ArbMap.Default.ArbFor<string>().Filter(text => text is not null && IsText(text)), (connection, name, value) =>
            sealer.Unseal(connection.Get, name.Get, sealer.Seal(connection.Get, name.Get, value)) == value).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task The_same_value_never_gives_the_same_text_and_the_text_holds_no_part_of_it()
    {
        await using var service = await StartAsync(new MemoryRing());
        var one = Sealer(service).Seal("con_a", "clientSecret", "marked-secret-1");

        Assert.NotEqual(one, Sealer(service).Seal("con_a", "clientSecret", "marked-secret-1"));
        Assert.DoesNotContain("marked", one, StringComparison.Ordinal);
        Assert.Equal(service.Services.GetRequiredService<CredentialRing>().CurrentKeyId, CredentialSealer.KeyOf(one));
        Assert.Equal("***", Sealer(service).ToString());
    }

    [Fact]
    public async Task A_text_moved_to_another_connection_or_setting_does_not_open()
    {
        await using var service = await StartAsync(new MemoryRing());
        var text = Sealer(service).Seal("con_a", "clientSecret", "s");

        foreach (var (connection, name) in ((string, string)[])[("con_b", "clientSecret"), ("con_a", "accessToken"), ("con_aclient", "Secret"), ("con_a", "clientsecret")])
            Assert.Equal(UnreadableReason.Altered, Assert.Throws<CredentialsUnreadableException>(() => Sealer(service).Unseal(connection, name, text)).Reason);
    }

    [Fact]
    public async Task Any_changed_or_missing_character_is_refused()
    {
        await using var service = await StartAsync(new MemoryRing());
        var text = Sealer(service).Seal("con_a", "clientSecret", "s");

        for (var i = 0; i < text.Length; i++)
        {
            var changed = string.Concat(text.AsSpan(0, i), text[i] == 'A' ? "B" : "A", text.AsSpan(i + 1));
            Assert.Throws<CredentialsUnreadableException>(() => Sealer(service).Unseal("con_a", "clientSecret", changed));
            Assert.Throws<CredentialsUnreadableException>(() => Sealer(service).Unseal("con_a", "clientSecret", text[..i]));
        }
    }

    [Fact]
    public async Task A_new_key_waits_for_its_time_and_old_texts_stay_readable()
    {
        var time = new ManualTime();
        await using var service = await StartAsync(new MemoryRing(), time: time);
        var ring = service.Services.GetRequiredService<CredentialRing>();
        var (first, old) = (ring.CurrentKeyId, Sealer(service).Seal("con_a", "n", "v"));

        var next = await ring.AddKeyAsync(time.GetUtcNow().AddSeconds(20), Cancel);
        Assert.Equal(first, ring.CurrentKeyId);
        Assert.False(Sealer(service).IsOutdated(old));

        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(next, ring.CurrentKeyId);
        Assert.True(Sealer(service).IsOutdated(old));
        Assert.Equal("v", Sealer(service).Unseal("con_a", "n", old));
        Assert.Equal(next, CredentialSealer.KeyOf(Sealer(service).Seal("con_a", "n", "v")));
    }

    [Fact]
    public async Task Another_service_with_the_same_master_key_opens_and_one_without_it_says_which_is_missing()
    {
        var store = new MemoryRing();
        await using var one = await StartAsync(store);
        await using var other = await StartAsync(store);
        await using var stranger = await StartAsync(store, key: Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        var text = Sealer(one).Seal("con_a", "n", "v");

        Assert.Equal("v", Sealer(other).Unseal("con_a", "n", text));
        var refused = Assert.Throws<CredentialsUnreadableException>(() => Sealer(stranger).Unseal("con_a", "n", text));
        Assert.Equal(UnreadableReason.KeyClosed, refused.Reason);
        Assert.Contains("The master key local:", refused.Message, StringComparison.Ordinal);
        Assert.Contains("con_a", refused.Message, StringComparison.Ordinal);
        Assert.Equal(UnreadableReason.NoKey, Assert.Throws<CredentialsUnreadableException>(() => Sealer(stranger).Seal("con_a", "n", "v")).Reason);
        var health = await stranger.Client.GetStringAsync(new Uri("/health", UriKind.Relative), Cancel);
        Assert.Contains("\"key-ring\":{\"status\":\"Degraded\"", health, StringComparison.Ordinal);
        Assert.Contains("\"state\":\"Unknown\"", health, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_key_takes_its_own_texts_along_and_no_others()
    {
        var (store, time) = (new MemoryRing(), new ManualTime());
        await using var before = await StartAsync(store, time: time);
        var old = Sealer(before).Seal("con_a", "n", "a");
        time.Advance(TimeSpan.FromSeconds(1));
        await before.Services.GetRequiredService<CredentialRing>().AddKeyAsync(time.GetUtcNow(), Cancel);
        var young = Sealer(before).Seal("con_b", "n", "b");
        foreach (var damage in (Func<string, string>[])[text => text[..(text.Length / 2)], _ => "", text => text.Replace("<cipher>", "<cipher>AAAA", StringComparison.Ordinal)])
        {
            await using var after = await StartAsync(store.With(CredentialSealer.KeyOf(old)!.Value, damage), time: time);
            Assert.Equal(UnreadableReason.KeyClosed, Assert.Throws<CredentialsUnreadableException>(() => Sealer(after).Unseal("con_a", "n", old)).Reason);
            Assert.Equal("b", Sealer(after).Unseal("con_b", "n", young));
        }
    }

    [Fact]
    public async Task A_text_whose_key_has_not_arrived_yet_is_waited_for()
    {
        var (store, late) = (new MemoryRing(), new MemoryRing());
        await using var one = await StartAsync(store);
        await using var other = await StartAsync(late, makeKey: false);
        var text = Sealer(one).Seal("con_a", "n", "v");
        Assert.Equal(UnreadableReason.KeyUnknown, Assert.Throws<CredentialsUnreadableException>(() => Sealer(other).Unseal("con_a", "n", text)).Reason);

        var waiting = Sealer(other).UnsealAsync("con_a", "n", text, TimeSpan.FromSeconds(20), Cancel);
        late.Take(store);
        Assert.Equal("v", await waiting);
    }

    [Fact]
    public async Task A_key_that_never_arrives_is_waited_for_no_longer_than_one_is_patient()
    {
        await using var one = await StartAsync(new MemoryRing());
        await using var other = await StartAsync(new MemoryRing());
        var text = Sealer(one).Seal("con_a", "n", "v");

        await Assert.ThrowsAsync<CredentialsUnreadableException>(() => Sealer(other).UnsealAsync("con_a", "n", text, TimeSpan.FromMilliseconds(200), Cancel));
    }

    [Fact]
    public async Task A_request_that_meets_an_unreadable_credential_gets_a_problem_that_names_the_connection_and_what_to_do()
    {
        await using var service = await StartAsync(new MemoryRing(), map: app => app.MapGet("/open", (CredentialSealer sealer) => sealer.Unseal("con_a", "n", "plain-marked-secret")));
        using var response = await service.Client.GetAsync(new Uri("/open", UriKind.Relative), Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        using var problem = JsonDocument.Parse(text);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("urn:pms:problem:credentials-unreadable", problem.RootElement.GetProperty("type").GetString());
        Assert.Equal("con_a", problem.RootElement.GetProperty("connectionId").GetString());
        Assert.Contains("Enter the credentials again", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("marked", text + service.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_that_is_sealed_at_start_is_waited_for_and_the_request_told_when_to_come_again()
    {
        var store = new MemoryRing();
        await using var vault = await FakeVault.StartAsync("pms", Cancel);
        (string, string)[] settings = [("Pms:MasterKey:Vault:Address", vault.Url), ("Pms:MasterKey:Vault:Token", vault.Token), ("Pms:MasterKey:Vault:Retries", "0")];
        await using var before = await StartAsync(store, key: null, settings: settings);
        var text = Sealer(before).Seal("con_a", "n", "v");

        vault.IsSealed = true;
        var time = new ManualTime();
        await using var after = await StartAsync(store, key: null, settings: settings, time: time, map: app => app.MapGet("/open", (CredentialSealer sealer) => sealer.Unseal("con_a", "n", text)));
        using var refused = await after.Client.GetAsync(new Uri("/open", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal("v", Sealer(before).Unseal("con_a", "n", text));

        vault.IsSealed = false;
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return Sealer(after).Unseal("con_a", "n", text) == "v";
            },
            TimeSpan.FromSeconds(20), "the ring opens", Cancel);
    }

    private static CredentialSealer Sealer(TestService service) => service.Services.GetRequiredService<CredentialSealer>();

    // Half a surrogate pair is no text: UTF-8 has no bytes for it.
    private static bool IsText(string text) => !text.Any(char.IsSurrogate);

    private static async Task<TestService> StartAsync(
        MemoryRing store, string? key = "", ManualTime? time = null, bool makeKey = true, (string Key, string Value)[]? settings = null, Action<WebApplication>? map = null)
    {
        IEnumerable<(string Key, string Value)> own = key is null ? [] : [("Pms:MasterKey:Key", key.Length == 0 ? MasterKey : key)];
        var service = await TestService.StartAsync(
            builder =>
            {
                if (time is not null)
                    builder.Services.AddSingleton<TimeProvider>(time);
                builder.AddCredentialSealing(_ => store);
            },
            map,
            own.Concat(settings ?? []).Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)),
            cancellationToken: Cancel);
        if (makeKey && store.IsEmpty)
            await service.Services.GetRequiredService<CredentialRing>().AddKeyAsync(service.Services.GetRequiredService<TimeProvider>().GetUtcNow(), Cancel);
        return service;
    }

    /// <summary>A ring in memory, as another service's would look.</summary>
    private sealed class MemoryRing : IKeyRingStore
    {
        private volatile KeyRingDocument _document = new(1, []);

        public bool Waits => false;

        public bool IsEmpty => _document.Items.Count == 0;

        public Task<KeyRingDocument?> ReadAsync(long? known, CancellationToken cancellationToken) =>
            Task.FromResult(_document.Revision == known ? null : _document);

        public void Add(XElement element) => _document = new(
            _document.Revision + 1, [.. _document.Items, new KeyRingEntry((Guid)element.Attribute("id")!, element.ToString(SaveOptions.DisableFormatting))]);

        public void Take(MemoryRing other) => _document = other._document with { Revision = _document.Revision + 1 };

        public MemoryRing With(Guid id, Func<string, string> damage) => new()
        {
            _document = new(_document.Revision, [.. _document.Items.Select(item => item.Id == id ? item with { Element = damage(item.Element) } : item)]),
        };
    }
}
