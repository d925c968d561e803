namespace PmsPlatform.Connectors.Runtime.Connections;

/// <summary>The values a hotel entered for one connection.</summary>
public sealed class ConnectionSettings
{
    private readonly Dictionary<string, string> _values;

    /// <summary>Wraps the values; names are compared without regard to case.</summary>
    public ConnectionSettings(IEnumerable<KeyValuePair<string, string>> values) =>
        _values = new Dictionary<string, string>(values, StringComparer.OrdinalIgnoreCase);

    /// <summary>The value, or null when nothing was entered.</summary>
    public string? Find(string name) => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>The value. Throws <see cref="InvalidOperationException"/> when it is missing, which the descriptor's check rules out for required settings.</summary>
    public string Get(string name) => Find(name) ?? throw new InvalidOperationException($"The setting '{name}' is missing.");

    /// <summary>The value of a credential, wrapped so that it cannot slip into a log.</summary>
    public Secret GetSecret(string name) => new(Get(name));

    /// <summary>Names only; values may be secret.</summary>
    public override string ToString() => string.Join(", ", _values.Keys);
}

/// <summary>A credential. Its text form is <c>***</c>; only <see cref="Reveal"/> gives the value, at the place where it is sent.</summary>
/// <param name="value">The credential.</param>
public sealed class Secret(string value)
{
    /// <summary>The value itself.</summary>
    public string Reveal() => value;

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
