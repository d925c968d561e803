namespace PmsPlatform.Connectors.Runtime.Mapping;

/// <summary>A record cannot become a canonical entity. It goes to quarantine; the rest of its page goes on.</summary>
/// <param name="path">Where in the record, as in <c>$.ScheduledStartUtc</c>.</param>
/// <param name="reason">Why, in one sentence without personal data.</param>
public sealed class MappingException(string path, string reason) : Exception($"{path}: {reason}")
{
    /// <summary>Where in the record.</summary>
    public string Path { get; } = path;

    /// <summary>Why, in one sentence without personal data.</summary>
    public string Reason { get; } = reason;
}
