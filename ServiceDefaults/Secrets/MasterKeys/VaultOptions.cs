using Microsoft.Extensions.Configuration;

namespace PmsPlatform.ServiceDefaults.Secrets.MasterKeys;

/// <summary>How to reach a key of HashiCorp Vault's transit engine; section <c>Pms:MasterKey:Vault</c>.</summary>
internal sealed record VaultOptions
{
    public const string Section = "Pms:MasterKey:Vault";

    /// <summary>Where Vault listens, as in <c>https://vault.internal:8200</c>. Plain HTTP is taken for this machine only.</summary>
    public required Uri Address { get; init; }

    /// <summary>Name of the transit key. Default <c>pms</c>.</summary>
    public string Key { get; init; } = "pms";

    /// <summary>Where the transit engine is mounted. Default <c>transit</c>.</summary>
    public string Mount { get; init; } = "transit";

    /// <summary>Namespace of Vault Enterprise; none when null.</summary>
    public string? Namespace { get; init; }

    /// <summary>The token itself, from the environment. Null when a file holds it.</summary>
    public string? Token { get; init; }

    /// <summary>A file that holds the token, as Vault Agent keeps it fresh; read at every call. Null when the token is given.</summary>
    public string? TokenFile { get; init; }

    /// <summary>How long one try may take. Default 5 s.</summary>
    public TimeSpan TryTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a try is repeated. Default 3.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Wait before the first repetition, doubled each time, with jitter. Default 300 ms.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Not the token.</summary>
    public override string ToString() => $"{Mount}/{Key}";

    /// <summary>Reads the section; null when it is absent.</summary>
    public static VaultOptions? Read(IConfiguration configuration, List<string> problems)
    {
        var section = configuration.GetSection(Section);
        if (!section.Exists())
            return null;

        if (!Uri.TryCreate(section["Address"], UriKind.Absolute, out var address) || !IsSafe(address))
        {
            problems.Add($"{Section}:Address must be an https address; http is taken for this machine only.");
            return null;
        }

        var options = new VaultOptions { Address = address };
        options = options with
        {
            Key = section["Key"] ?? options.Key,
            Mount = section["Mount"]?.Trim('/') ?? options.Mount,
            Namespace = section["Namespace"],
            Token = section["Token"],
            TokenFile = section["TokenFile"],
            TryTime = section.GetValue("TryTime", options.TryTime),
            Retries = section.GetValue("Retries", options.Retries),
            FirstWait = section.GetValue("FirstWait", options.FirstWait),
        };
        options.Judge(problems);
        return options;
    }

    private void Judge(List<string> problems)
    {
        if (string.IsNullOrEmpty(Token) == string.IsNullOrEmpty(TokenFile))
            problems.Add($"{Section} needs one of Token and TokenFile.");
        if (TryTime <= TimeSpan.Zero || Retries is < 0 or > 10)
            problems.Add($"{Section}: TryTime must be positive and Retries between 0 and 10.");
        if (Key.Length == 0 || Mount.Length == 0)
            problems.Add($"{Section}: Key and Mount must not be empty.");
    }

    private static bool IsSafe(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);
}
