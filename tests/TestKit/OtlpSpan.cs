namespace PmsPlatform.TestKit;

/// <summary>The kinds of a span, numbered as in OTLP.</summary>
public enum OtlpSpanKind
{
    /// <summary>Not said.</summary>
    Unspecified,

    /// <summary>Within one process.</summary>
    Internal,

    /// <summary>Answers a request.</summary>
    Server,

    /// <summary>Makes a request.</summary>
    Client,

    /// <summary>Sends a message.</summary>
    Producer,

    /// <summary>Handles a message.</summary>
    Consumer,
}

/// <summary>What tests look at in a span.</summary>
/// <param name="Service">The resource's <c>service.name</c>.</param>
/// <param name="Source">The instrumentation scope: the ActivitySource's name.</param>
/// <param name="TraceId">32 hexadecimal digits, lower case.</param>
/// <param name="SpanId">16 hexadecimal digits.</param>
/// <param name="ParentId">16 hexadecimal digits, or empty for a root.</param>
/// <param name="Name">The display name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Attributes">Its attributes, values as text.</param>
public sealed record OtlpSpan(
    string Service,
    string Source,
    string TraceId,
    string SpanId,
    string ParentId,
    string Name,
    OtlpSpanKind Kind,
    IReadOnlyDictionary<string, string> Attributes);
