using PmsPlatform.Connections.Hotels;
using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connections.Links;

/// <summary>What is to become of a hotel's connection with a vendor. Null means: as it is.</summary>
internal sealed record LinkDraft
{
    public required HotelRow Hotel { get; init; }

    public required VendorReport Vendor { get; init; }

    public string? Id { get; init; }

    /// <summary>By the vendor's names; null or empty takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Values { get; init; } = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);

    public string? Endpoint { get; init; }

    public bool? IsOfRecord { get; init; }

    public List<string>? Entities { get; init; }

    public Dictionary<string, string>? Reads { get; init; }

    public Dictionary<string, string>? Retries { get; init; }

    /// <summary>By member; null takes one away.</summary>
    public Dictionary<string, FieldOverride?>? FieldOverrides { get; init; }

    public IReadOnlyDictionary<string, ScheduleRequest?> Schedules { get; init; } = new Dictionary<string, ScheduleRequest?>(StringComparer.Ordinal);
}
