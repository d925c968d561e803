using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Custom;

/// <summary>The answer of an OAuth2 token endpoint (RFC 6749, section 5.1).</summary>
internal sealed record AccessTokenWire
{
    [JsonPropertyName("access_token")]
    public string? AccessToken { get; init; }

    [JsonPropertyName("expires_in")]
    public JsonElement ExpiresIn { get; init; }
}

/// <summary>Where a read goes on.</summary>
internal sealed record PageMark
{
    /// <summary>Pages read so far.</summary>
    [JsonPropertyName("p")]
    public int Pages { get; init; }

    /// <summary>Records read so far.</summary>
    [JsonPropertyName("r")]
    public long Read { get; init; }

    /// <summary>The system's own cursor or link.</summary>
    [JsonPropertyName("c")]
    public string? Next { get; init; }

    /// <summary>Fingerprint of the page before, to notice one that comes for ever.</summary>
    [JsonPropertyName("h")]
    public string? Last { get; init; }
}

/// <summary>A mapping to be tried out. Everything in it is looked at and forgotten.</summary>
internal sealed record MappingTrial
{
    /// <summary>The mapping document.</summary>
    public JsonElement Mapping { get; init; }

    /// <summary>What the payload's records are: booking, guest or room.</summary>
    public string? Entity { get; init; }

    /// <summary>One record, a list, or a whole answer of the system.</summary>
    public JsonElement Payload { get; init; }

    /// <summary>IANA zone to map with. Default: that of the caller's hotel, else UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Currency to map with. Default: that of the caller's hotel, else EUR.</summary>
    public string? Currency { get; init; }
}

/// <summary>What a mapping makes of a payload.</summary>
internal sealed record MappingTrialAnswer
{
    /// <summary>Canonical records.</summary>
    public required JsonArray Mapped { get; init; }

    /// <summary>Records that would go to quarantine.</summary>
    public required IReadOnlyList<UnmappedView> Unmapped { get; init; }

    /// <summary>Paths of the records that no field of the mapping reads.</summary>
    public required IReadOnlyList<string> UnusedSourceFields { get; init; }

    /// <summary>What is wrong with the mapping, and fields that were left out of records that did map.</summary>
    public required IReadOnlyList<string> Problems { get; init; }
}

internal sealed record UnmappedView(EntityKind Entity, string? ExternalId, string Path, string Reason);

/// <summary>Samples to propose a mapping for.</summary>
internal sealed record SuggestionRequest
{
    /// <summary>What the samples' records are: booking, guest or room.</summary>
    public string? Entity { get; init; }

    /// <summary>One to fifty payloads.</summary>
    public IReadOnlyList<JsonElement>? Samples { get; init; }
}

/// <summary>A proposed mapping.</summary>
internal sealed record SuggestionAnswer
{
    /// <summary>A mapping document of this entity, without requests.</summary>
    public required JsonObject Mapping { get; init; }

    /// <summary>Each proposed field with the reason.</summary>
    public required IReadOnlyList<SuggestedFieldView> Fields { get; init; }

    /// <summary>Canonical fields for which nothing was found.</summary>
    public required IReadOnlyList<string> NotFound { get; init; }

    /// <summary>Paths of the samples that nothing was made of.</summary>
    public required IReadOnlyList<string> UnusedSourceFields { get; init; }

    /// <summary>Whether a language model was asked and answered.</summary>
    public required bool Refined { get; init; }
}

/// <param name="Field">The canonical field.</param>
/// <param name="Source">Where it is in a record.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Why">What speaks for it.</param>
internal sealed record SuggestedFieldView(string Field, string Source, double Confidence, string Why);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AccessTokenWire))]
[JsonSerializable(typeof(PageMark))]
[JsonSerializable(typeof(MappingTrial))]
[JsonSerializable(typeof(MappingTrialAnswer))]
[JsonSerializable(typeof(SuggestionRequest))]
[JsonSerializable(typeof(SuggestionAnswer))]
internal sealed partial class CustomJson : JsonSerializerContext;
