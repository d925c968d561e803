using System.Net.Http.Headers;
using System.Security.Claims;

namespace PmsPlatform.Console.Gateway;

/// <summary>What the gateway knows an operator by: an API key, or the access token of a sign-in with e-mail and password.</summary>
internal sealed class Credential
{
    /// <summary>Claim that holds the API key. The cookie it travels in is sealed.</summary>
    public const string KeyClaim = "pms-api-key";

    /// <summary>Claim that holds the access token, in the same cookie.</summary>
    public const string TokenClaim = "pms-token";

    private readonly string header;
    private readonly string value;

    private Credential(string header, string value) => (this.header, this.value) = (header, value);

    public static Credential Key(string key) => new("x-api-key", key);

    public static Credential Token(string token) => new("Authorization", $"Bearer {token}");

    /// <summary>That of whoever is signed in; null when nobody is.</summary>
    public static Credential? Of(ClaimsPrincipal? user) => user?.FindFirstValue(TokenClaim) is { } token
        ? Token(token)
        : user?.FindFirstValue(KeyClaim) is { } key ? Key(key) : null;

    public void AddTo(HttpRequestHeaders headers) => headers.TryAddWithoutValidation(header, value);
}
