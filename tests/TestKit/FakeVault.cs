using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PmsPlatform.TestKit;

/// <summary>
/// HashiCorp Vault's transit engine as its documentation has it (https://developer.hashicorp.com/vault/api-docs/secret/transit): named keys with versions,
/// encrypt, decrypt, rewrap, rotate, min_decryption_version, tokens, namespaces, and what it answers when it is sealed. Really encrypts; a real HTTP server.
/// </summary>
public sealed class FakeVault : IAsyncDisposable
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly FakeVendor _server;
    private readonly Dictionary<string, List<byte[]>> _keys = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    private FakeVault(FakeVendor server) => _server = server;

    /// <summary>Where it listens.</summary>
    public string Url => _server.Url;

    /// <summary>The token it takes.</summary>
    public string Token { get; set; } = "hvs.a-token-of-a-test";

    /// <summary>The namespace it takes; null for none.</summary>
    public string? Namespace { get; set; }

    /// <summary>Sealed: answers 503 to everything.</summary>
    public bool IsSealed { get; set; }

    /// <summary>How many of the next requests are answered 503, as while another node takes over.</summary>
    public int Outages { get; set; }

    /// <summary>Ciphertexts of older versions are refused.</summary>
    public int MinDecryptionVersion { get; set; } = 1;

    /// <summary>Every request so far.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => _server.Requests;

    /// <summary>Starts one that has a key.</summary>
    public static async Task<FakeVault> StartAsync(string key, CancellationToken cancellationToken)
    {
        var server = await FakeVendor.StartAsync(cancellationToken);
        var vault = new FakeVault(server);
        vault.Rotate(key);
        server.Answer = vault.AnswerAsync;
        return vault;
    }

    /// <summary>Makes a key, or its next version.</summary>
    public void Rotate(string key)
    {
        lock (_gate)
        {
            if (!_keys.TryGetValue(key, out var versions))
                _keys[key] = versions = [];
            versions.Add(RandomNumberGenerator.GetBytes(32));
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        if (IsSealed || Outages-- > 0)
        {
            await ErrorAsync(http, StatusCodes.Status503ServiceUnavailable, "Vault is sealed");
            return;
        }

        var path = http.Request.Path.Value!.Trim('/').Split('/');
        if (!string.Equals(http.Request.Headers["X-Vault-Token"], Token, StringComparison.Ordinal)
            || !string.Equals(http.Request.Headers["X-Vault-Namespace"].ToString(), Namespace ?? "", StringComparison.Ordinal))
            await ErrorAsync(http, StatusCodes.Status403Forbidden, "permission denied");
        else if (path is not ["v1", "transit", "encrypt" or "decrypt" or "rewrap", _] || !HttpMethods.IsPost(http.Request.Method))
            await ErrorAsync(http, StatusCodes.Status404NotFound, $"no handler for route \"{string.Join('/', path[1..])}\". route entry not found.");
        else
            await CryptAsync(http, path[2], path[3]);
    }

    private async Task CryptAsync(HttpContext http, string operation, string name)
    {
        var body = (await JsonNode.ParseAsync(http.Request.Body))!;
        List<byte[]>? versions;
        lock (_gate)
            versions = _keys.TryGetValue(name, out var found) ? [.. found] : null;
        if (versions is null)
        {
            await ErrorAsync(http, StatusCodes.Status400BadRequest, "encryption key not found");
            return;
        }

        try
        {
            var plain = operation is "encrypt" ? Convert.FromBase64String((string?)body["plaintext"] ?? "") : Open((string?)body["ciphertext"], versions);
            await DataAsync(http, operation is "decrypt"
                ? new JsonObject { ["plaintext"] = Convert.ToBase64String(plain) }
                : new JsonObject { ["ciphertext"] = Close(plain, versions), ["key_version"] = versions.Count });
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            await ErrorAsync(http, StatusCodes.Status400BadRequest, exception.Message);
        }
    }

    private byte[] Open(string? cipher, List<byte[]> versions)
    {
        if (cipher?.Split(':') is not ["vault", ['v', .. var number], var text] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            throw new CryptographicException("invalid ciphertext: no prefix");
        if (version < MinDecryptionVersion)
            throw new CryptographicException("ciphertext or signature version is disallowed by policy (too old)");
        if (version > versions.Count)
            throw new CryptographicException("invalid ciphertext: version is too new");

        var bytes = Convert.FromBase64String(text);
        var plain = new byte[bytes.Length - NonceSize - TagSize];
        using var aes = new AesGcm(versions[version - 1], TagSize);
        aes.Decrypt(bytes.AsSpan(0, NonceSize), bytes.AsSpan(NonceSize, plain.Length), bytes.AsSpan(^TagSize..), plain);
        return plain;
    }

    private static string Close(byte[] plain, List<byte[]> versions)
    {
        var bytes = new byte[NonceSize + plain.Length + TagSize];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceSize));
        using var aes = new AesGcm(versions[^1], TagSize);
        aes.Encrypt(bytes.AsSpan(0, NonceSize), plain, bytes.AsSpan(NonceSize, plain.Length), bytes.AsSpan(^TagSize..));
        return string.Create(CultureInfo.InvariantCulture, $"vault:v{versions.Count}:{Convert.ToBase64String(bytes)}");
    }

    private static Task DataAsync(HttpContext http, JsonObject data) => FakeVendor.JsonAsync(http, new JsonObject
    {
        ["request_id"] = Guid.NewGuid().ToString(),
        ["lease_id"] = "",
        ["renewable"] = false,
        ["lease_duration"] = 0,
        ["data"] = data,
        ["wrap_info"] = null,
        ["warnings"] = null,
        ["auth"] = null,
    }.ToJsonString());

    private static Task ErrorAsync(HttpContext http, int status, string message) =>
        FakeVendor.JsonAsync(http, JsonSerializer.Serialize(new { errors = new[] { message } }), status);
}
