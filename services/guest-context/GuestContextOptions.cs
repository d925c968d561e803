using System.ComponentModel.DataAnnotations;

namespace PmsPlatform.GuestContext;

/// <summary>Settings of the guest-context, section <c>GuestContext</c>.</summary>
internal sealed record GuestContextOptions
{
    public const string Section = "GuestContext";

    /// <summary>Events of one kind that are written at the same time. Default 4: while one waits for its commit the others use the processor.</summary>
    [Range(1, 32)]
    public int ConcurrentBatches { get; init; } = 4;
}
