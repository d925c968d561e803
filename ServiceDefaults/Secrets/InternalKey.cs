using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace PmsPlatform.ServiceDefaults.Secrets;

/// <summary>Reads and judges <c>Pms:InternalKey</c>.</summary>
internal static class InternalKey
{
    private const string Key = "Pms:InternalKey";
    private const int FewestCharacters = 32;

    public static bool IsConfigured(IConfiguration configuration) => !string.IsNullOrEmpty(configuration[Key]);

    /// <summary>The signing key derived from the configured text.</summary>
    public static byte[] Read(IConfiguration configuration)
    {
        var text = configuration[Key];
        if (string.IsNullOrEmpty(text))
            throw new StartupConfigurationException(
                $"{Key} is missing. Give every service and the gateway the same random text of at least {FewestCharacters} characters.");
        if (text.Length < FewestCharacters || !Strength.IsEnough(text))
            throw new StartupConfigurationException($"{Key} is weak. Use at least {FewestCharacters} random characters.");

        return Derive(Encoding.UTF8.GetBytes(text));
    }

    public static byte[] Derive(byte[] material) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, material, outputLength: 32, info: "pms/identity/v1"u8.ToArray());
}
