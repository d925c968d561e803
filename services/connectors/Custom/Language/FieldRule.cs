namespace PmsPlatform.Connectors.Custom.Language;

/// <summary>Where a field's value comes from and what is made of it.</summary>
internal sealed record FieldRule
{
    public required Target Target { get; init; }

    /// <summary>Where the value is; several are joined for texts, and tried in turn for all else.</summary>
    public IReadOnlyList<JsonPath> Sources { get; init; } = [];

    /// <summary>Texts only: fixed text with paths in it, as pieces.</summary>
    public IReadOnlyList<TemplatePart>? Template { get; init; }

    /// <summary>What stands between joined texts.</summary>
    public string Separator { get; init; } = " ";

    /// <summary>Used when the source holds nothing; text in the converter's form.</summary>
    public string? Default { get; init; }

    public bool Required { get; init; }

    public bool Strict { get; init; }

    public ConvertRule Convert { get; init; } = new();

    /// <summary>Where to look when something is wrong.</summary>
    public string Place => Sources.Count > 0 ? Sources[0].Text : Template?.FirstOrDefault(part => part.Path is not null)?.Path?.Text ?? "$";
}

/// <summary>Either a fixed text or a path.</summary>
internal sealed record TemplatePart(string? Text, JsonPath? Path);

internal enum Take
{
    First,
    Last,
    Sum,
    Count,
}

/// <summary>Details of the conversion; each is used by the kinds it concerns.</summary>
internal sealed record ConvertRule
{
    /// <summary>Formats of dates, times and instants, tried in turn. Empty: ISO 8601.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>Zone of instants that name none: <c>utc</c>, <c>hotel</c> or an IANA zone.</summary>
    public string Zone { get; init; } = "utc";

    /// <summary>Whether amounts are in minor units of their currency.</summary>
    public bool Minor { get; init; }

    /// <summary>The currency of amounts. Null: see <see cref="CurrencyPath"/>, else the hotel's.</summary>
    public string? Currency { get; init; }

    public JsonPath? CurrencyPath { get; init; }

    /// <summary>Which of several values counts.</summary>
    public Take Take { get; init; }

    /// <summary>Words of the source and what they mean; compared without regard to case. Empty: words known everywhere.</summary>
    public IReadOnlyDictionary<string, string> Table { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>What words mean that are in no table. Null: Unknown, or Other for channels.</summary>
    public string? Other { get; init; }

    public IReadOnlyList<string> True { get; init; } = [];

    public IReadOnlyList<string> False { get; init; } = [];
}
