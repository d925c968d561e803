using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace PmsPlatform.ServiceDefaults.Secrets;

/// <summary>The keys for data at rest: one that encrypts, others that still decrypt, one for blind indexes. All are derived.</summary>
internal sealed class DataKeyRing
{
    private const string Key = "Pms:DataKey";
    private const string IdKey = "Pms:DataKeyId";
    private const string RetiredKeys = "Pms:RetiredDataKeys";
    private const string IndexKeyKey = "Pms:IndexKey";
    private const int FewestBytes = 32;

    private readonly byte[]?[] _encryption = new byte[]?[256];

    private DataKeyRing(byte currentId, byte[] indexing)
    {
        CurrentId = currentId;
        Indexing = indexing;
    }

    /// <summary>Written before every cipher text, so that it is found again after a change of keys.</summary>
    public byte CurrentId { get; }

    public byte[] Indexing { get; }

    public byte[]? EncryptionKey(byte id) => _encryption[id];

    public static bool IsConfigured(IConfiguration configuration) => !string.IsNullOrEmpty(configuration[Key]);

    public static DataKeyRing Read(IConfiguration configuration)
    {
        List<string> problems = [];
        var current = Material(configuration[Key], Key, problems);
        var currentId = Id(configuration[IdKey] ?? "1", IdKey, problems);
        var index = string.IsNullOrEmpty(configuration[IndexKeyKey]) ? current : Material(configuration[IndexKeyKey], IndexKeyKey, problems);

        Dictionary<byte, byte[]> retired = [];
        foreach (var child in configuration.GetSection(RetiredKeys).GetChildren())
        {
            var id = Id(child.Key, child.Path, problems);
            if (id == currentId)
                problems.Add($"{child.Path} has the id of the current key. Give the new {Key} another {IdKey}.");
            retired[id] = Material(child.Value, child.Path, problems);
        }

        if (problems.Count > 0)
            throw new StartupConfigurationException(problems);

        var ring = new DataKeyRing(currentId, Derive(index, "pms/data/index/v1"u8));
        ring._encryption[currentId] = Derive(current, "pms/data/encrypt/v1"u8);
        foreach (var (id, material) in retired)
            ring._encryption[id] = Derive(material, "pms/data/encrypt/v1"u8);
        return ring;
    }

    private static byte[] Derive(byte[] material, ReadOnlySpan<byte> purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, material, outputLength: 32, info: purpose.ToArray());

    private static byte[] Material(string? text, string key, List<string> problems)
    {
        if (string.IsNullOrEmpty(text))
        {
            problems.Add($"{key} is missing. Make one with: openssl rand -base64 32");
            return [];
        }

        // The longest base64 text of a sensible key; what is longer is a file pasted by mistake.
        Span<byte> bytes = stackalloc byte[1024];
        if (!Convert.TryFromBase64String(text, bytes, out var written))
        {
            problems.Add($"{key} is not base64. Make one with: openssl rand -base64 32");
            return [];
        }

        if (written < FewestBytes || !Strength.IsEnough(bytes[..written].ToArray()))
            problems.Add($"{key} is weak: it needs at least {FewestBytes} random bytes. Make one with: openssl rand -base64 32");
        return bytes[..written].ToArray();
    }

    private static byte Id(string text, string key, List<string> problems)
    {
        if (byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0)
            return id;

        problems.Add($"{key}: '{text}' is not a key id. Use a whole number from 1 to 255.");
        return 0;
    }
}
