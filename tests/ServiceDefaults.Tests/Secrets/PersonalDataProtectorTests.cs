using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace PmsPlatform.ServiceDefaults.Tests.Secrets;

public sealed class PersonalDataProtectorTests
{
    private static readonly string OneKey = KeyOf(1);
    private static readonly string OtherKey = KeyOf(2);

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("Zsófia Örökké, +36 30 123 4567, 東京")]
    public void What_was_protected_comes_back(string text)
    {
        using var protector = With(OneKey);
        var cipher = protector.Protect(Encoding.UTF8.GetBytes(text));

        Assert.Equal(text, Encoding.UTF8.GetString(protector.Unprotect(cipher)));
        Assert.Equal(Encoding.UTF8.GetByteCount(text) + PersonalDataProtector.Overhead, cipher.Length);
    }

    [Fact]
    public void The_same_text_never_gives_the_same_cipher_text()
    {
        using var protector = With(OneKey);
        Assert.NotEqual(protector.Protect("guest"u8), protector.Protect("guest"u8));
    }

    [Fact]
    public void Any_changed_or_missing_byte_is_refused()
    {
        using var protector = With(OneKey);
        var cipher = protector.Protect("guest"u8);

        for (var i = 0; i < cipher.Length; i++)
        {
            var changed = cipher.ToArray();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => protector.Unprotect(changed));
            Assert.ThrowsAny<CryptographicException>(() => protector.Unprotect(cipher.AsSpan(0, i)));
        }
    }

    [Fact]
    public void Another_key_cannot_read_it()
    {
        using var protector = With(OneKey);
        using var stranger = With(OtherKey);
        var cipher = protector.Protect("guest"u8);

        Assert.ThrowsAny<CryptographicException>(() => stranger.Unprotect(cipher));
    }

    [Fact]
    public void A_text_bound_to_one_hotel_cannot_be_moved_to_another()
    {
        using var protector = With(OneKey);
        var cipher = protector.Protect("guest"u8, "htl_aurora"u8);

        Assert.Equal("guest"u8.ToArray(), protector.Unprotect(cipher, "htl_aurora"u8));
        Assert.ThrowsAny<CryptographicException>(() => protector.Unprotect(cipher, "htl_sakura"u8));
        Assert.ThrowsAny<CryptographicException>(() => protector.Unprotect(cipher));
    }

    [Fact]
    public void After_a_change_of_keys_old_texts_are_still_read_and_new_ones_use_the_new_key()
    {
        using var before = With(OneKey);
        using var after = With(OtherKey, ("Pms:DataKeyId", "2"), ("Pms:RetiredDataKeys:1", OneKey), ("Pms:IndexKey", OneKey));

        Assert.Equal("guest"u8.ToArray(), after.Unprotect(before.Protect("guest"u8)));
        Assert.Equal(2, after.Protect("guest"u8)[0]);
        Assert.Equal(before.BlindIndex("h", "phone", "+1"), after.BlindIndex("h", "phone", "+1"));
    }

    [Fact]
    public void A_blind_index_depends_on_hotel_kind_value_and_key_and_on_nothing_else()
    {
        using var protector = With(OneKey);
        using var stranger = With(OtherKey);
        byte[][] indexes =
        [
            protector.BlindIndex("htl_a", "phone", "+36301234567"),
            protector.BlindIndex("htl_b", "phone", "+36301234567"),
            protector.BlindIndex("htl_a", "email", "+36301234567"),
            protector.BlindIndex("htl_a", "phone", "+36301234568"),
            protector.BlindIndex("htl_ap", "hone", "+36301234567"),
            stranger.BlindIndex("htl_a", "phone", "+36301234567"),
        ];

        Assert.All(indexes, index => Assert.Equal(PersonalDataProtector.IndexSize, index.Length));
        Assert.Equal(indexes.Length, indexes.Select(Convert.ToHexString).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(indexes[0], protector.BlindIndex("htl_a", "phone", "+36301234567"));
    }

    [Fact]
    public async Task Many_threads_may_use_it_at_once()
    {
        using var protector = With(OneKey);
        await Parallel.ForAsync(0, 20_000, TestContext.Current.CancellationToken, (i, _) =>
        {
            var plain = BitConverter.GetBytes(i);
            Assert.Equal(plain, protector.Unprotect(protector.Protect(plain)));
            return ValueTask.CompletedTask;
        });
    }

    [Theory]
    [InlineData(null, "Pms:DataKey is missing")]
    [InlineData("not base64!", "Pms:DataKey is not base64")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "Pms:DataKey is weak")]
    [InlineData("c2hvcnQ=", "Pms:DataKey is weak")]
    public void A_missing_or_weak_key_is_refused_with_the_fix(string? key, string message)
    {
        var exception = Assert.Throws<StartupConfigurationException>(() => With(key));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Contains("openssl rand -base64 32", exception.Message, StringComparison.Ordinal);
    }

    private static string KeyOf(int seed) => Convert.ToBase64String(SHA256.HashData(BitConverter.GetBytes(seed)));

    private static PersonalDataProtector With(string? key, params (string Key, string Value)[] more) => new(new ConfigurationBuilder().AddInMemoryCollection(
        more.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)).Prepend(new("Pms:DataKey", key))).Build());
}
