using System.Security.Cryptography;
using System.Text;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Webhooks;

namespace PmsPlatform.Connectors.Runtime.Tests.Webhooks;

public sealed class VerifierTests
{
    private const string Secret = "a secret that signs";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_900_000_000);
    private static readonly byte[] Body = "{\"a\":1}"u8.ToArray();

    [Fact]
    public void A_signature_is_read_in_hexadecimal_and_base64_with_and_without_prefix()
    {
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Body);
        var hex = Convert.ToHexString(signature);
        var base64 = Convert.ToBase64String(signature);

        foreach (var text in (string[])[hex, hex.ToLowerInvariant(), $"sha256={hex}", base64, base64.TrimEnd('=') + "=", $"v1={base64}", base64.Replace('+', '-').Replace('/', '_')])
            Assert.Null(CheckHmac(new("X-Sig", "secret"), ("x-sig", text)));
        foreach (var text in (string[])["", hex[2..], $"sha256={hex[..^2]}00", "zz", Convert.ToBase64String(signature.Reverse().ToArray())])
            Assert.Equal(Refusal.WrongProof, CheckHmac(new("X-Sig", "secret"), ("x-sig", text)));
        Assert.Equal(Refusal.WrongProof, CheckHmac(new("X-Sig", "secret")));
    }

    [Fact]
    public void Standard_webhooks_are_proven_with_id_timestamp_and_one_of_several_signatures()
    {
        var key = RandomNumberGenerator.GetBytes(24);
        var scheme = new WebhookProof.Hmac("webhook-signature", "secret")
        {
            IdHeader = "webhook-id",
            TimestampHeader = "webhook-timestamp",
            SignedText = "{id}.{timestamp}.{body}",
        };
        var right = Convert.ToBase64String(HMACSHA256.HashData(key, (byte[])[.. "msg_1.1900000000."u8, .. Body]));
        var settings = new ConnectionSettings([new("secret", "whsec_" + Convert.ToBase64String(key))]);

        Assert.Null(Check(scheme, settings, ("webhook-id", "msg_1"), ("webhook-timestamp", "1900000000"), ("webhook-signature", $"v1,AAAA v1,{right}")));
        Assert.Equal(Refusal.WrongProof, Check(scheme, settings, ("webhook-id", "msg_2"), ("webhook-timestamp", "1900000000"), ("webhook-signature", $"v1,{right}")));
        Assert.Equal(Refusal.WrongProof, Check(scheme, settings, ("webhook-id", "msg_1"), ("webhook-timestamp", "1900000001"), ("webhook-signature", $"v1,{right}")));
        Assert.Equal(Refusal.WrongProof, Check(scheme, settings, ("webhook-id", "msg_1"), ("webhook-signature", $"v1,{right}")));
    }

    [Theory]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    [InlineData(-600, false)]
    public void The_time_of_signing_may_differ_by_the_tolerance_and_no_more(int seconds, bool fits)
    {
        var scheme = new WebhookProof.Hmac("X-Sig", "secret") { TimestampHeader = "X-Time", SignedText = "{timestamp}{body}" };
        var time = (1_900_000_000 + seconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var signature = Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), (byte[])[.. Encoding.UTF8.GetBytes(time), .. Body]));

        Assert.Equal(fits ? null : Refusal.WrongClock, CheckHmac(scheme, ("X-Sig", signature), ("X-Time", time)));
    }

    [Theory]
    [InlineData("user:pass", true)]
    [InlineData("user:passx", false)]
    [InlineData("User:pass", false)]
    [InlineData("user", false)]
    public void Basic_credentials_must_be_the_settings(string given, bool fits)
    {
        var settings = new ConnectionSettings([new("u", "user"), new("p", "pass")]);
        var header = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(given));
        Assert.Equal(fits ? null : Refusal.WrongProof, Check(new WebhookProof.Basic("u", "p"), settings, ("Authorization", header)));
    }

    [Fact]
    public void A_shared_token_must_be_the_setting_and_a_missing_setting_is_told_apart()
    {
        var scheme = new WebhookProof.SharedToken("X-Token", "secret");
        var settings = new ConnectionSettings([new("secret", Secret)]);
        Assert.Null(Check(scheme, settings, ("x-token", Secret)));
        Assert.Equal(Refusal.WrongProof, Check(scheme, settings, ("x-token", Secret + " ")));
        Assert.Equal(Refusal.WrongProof, Check(scheme, settings));
        Assert.Equal(Refusal.SecretMissing, Check(scheme, new ConnectionSettings([]), ("x-token", Secret)));
    }

    [Theory]
    [InlineData(64, null)]
    [InlineData(65, "too-deep")]
    public void A_body_may_have_64_levels(int levels, string? reason) =>
        Assert.Equal(reason, DeliveryBody.Check(Encoding.UTF8.GetBytes(new string('[', levels) + new string(']', levels)))?.Reason);

    private static Refusal? CheckHmac(WebhookProof.Hmac scheme, params (string, string)[] headers) =>
        Check(scheme, new ConnectionSettings([new("secret", Secret)]), headers);

    private static Refusal? Check(WebhookProof scheme, ConnectionSettings settings, params (string Name, string Value)[] headers) => WebhookVerifier.Check(
        scheme, new WebhookDelivery(Body, headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase)), settings, addressProven: true, Now);
}
