namespace PmsPlatform.Benchmarks.Measuring;

/// <summary>One line of the table. The ratio is made so that more is better; 1 is the limit itself.</summary>
internal sealed record Row
{
    public required string Id { get; init; }

    /// <summary>What is compared with what, and how often it was measured.</summary>
    public required string What { get; init; }

    public required string Unit { get; init; }

    /// <summary>Median of what we do. Null when it could not be measured.</summary>
    public double? Subject { get; init; }

    /// <summary>Median of what could be done.</summary>
    public double? Limit { get; init; }

    /// <summary>Median of the rounds' ratios.</summary>
    public double? Ratio { get; init; }

    public double? Aim { get; init; }

    /// <summary>Null where there is no aim.</summary>
    public bool? Met { get; init; }

    /// <summary>Lowest and highest ratio of the rounds.</summary>
    public double[]? Spread { get; init; }

    /// <summary>Why the row counts for nothing: something was lost, doubled or refused.</summary>
    public string? Failure { get; init; }
}

/// <summary>Something was lost, doubled or refused, so that speed means nothing.</summary>
internal sealed class InvalidMeasurementException(string message) : Exception(message);
