using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Reads;

/// <summary>Answer of every read through a PMS: the data, where they came from and how old they are.</summary>
/// <typeparam name="T">Booking, Guest, Room, a list of one of them, or <see cref="BookingBalance"/>.</typeparam>
public sealed record ReadAnswer<T>
{
    /// <summary>What was asked for.</summary>
    public required T Data { get; init; }

    /// <summary>
    /// True when the data are older than they should be because the PMS did not answer in time. They are the last that it gave, and are replaced as soon
    /// as it answers.
    /// </summary>
    public required bool Stale { get; init; }

    /// <summary>Seconds since <see cref="FetchedAt"/>, never negative.</summary>
    public required double AgeSeconds { get; init; }

    /// <summary>When the PMS was asked for these data, UTC.</summary>
    public required DateTimeOffset FetchedAt { get; init; }

    /// <summary><see cref="ReadSource.Vendor"/> when the PMS was asked for this answer, <see cref="ReadSource.Cache"/> when an earlier answer of it was used.</summary>
    public required string Source { get; init; }
}

/// <summary>The texts of <see cref="ReadAnswer{T}.Source"/>.</summary>
public static class ReadSource
{
    /// <summary>The PMS answered just now.</summary>
    public const string Vendor = "vendor";

    /// <summary>An earlier answer of the PMS.</summary>
    public const string Cache = "cache";
}

/// <summary>What is owed on a booking.</summary>
public sealed record BookingBalance
{
    /// <summary>The vendor's id of the booking.</summary>
    public required string BookingId { get; init; }

    /// <summary>What is still to be paid; negative when too much was paid.</summary>
    public required Money Balance { get; init; }
}
