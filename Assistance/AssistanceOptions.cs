namespace PmsPlatform.Assistance;

/// <summary>A language model that may add to what rules say, configuration section <c>Pms:Ai</c>. Nothing depends on it.</summary>
internal sealed record AssistanceOptions
{
    public const string Section = "Pms:Ai";

    /// <summary>Base address of an API in OpenAI's form, as in <c>http://localhost:11434/v1</c>. Null: no model is asked.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The model's name.</summary>
    public string Model { get; init; } = "default";

    /// <summary>Bearer key. Null where the endpoint wants none.</summary>
    public string? Key { get; init; }

    /// <summary>How long one answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Without the key, which a record would print.</summary>
    public override string ToString() => $"{Model} at {Endpoint}";
}
