namespace PmsPlatform.Contracts.Common;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">What the list holds.</typeparam>
public sealed record Page<T>
{
    /// <summary>The entries, in the list's order; may be empty.</summary>
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>Give it as <c>after</c> to get the entries that follow. Opaque. Null after the last page.</summary>
    public string? Next { get; init; }
}
