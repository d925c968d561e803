using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;

namespace PmsPlatform.Connectors.Runtime;

/// <summary>What a connector works with.</summary>
public sealed record ConnectorContext
{
    /// <summary>The connection's settings, checked against the descriptor, defaults filled in.</summary>
    public required ConnectionSettings Settings { get; init; }

    /// <summary>The hotel's zone and currency.</summary>
    public required HotelSettings Hotel { get; init; }

    /// <summary>Calls the vendor: limits, retries, time-outs, metrics and redaction are its business.</summary>
    public required VendorHttp Http { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }
}

/// <summary>What a mapping must know of the hotel.</summary>
/// <param name="TimeZone">The zone in which its dates are meant.</param>
/// <param name="Currency">The currency it keeps its books in, ISO 4217; used only where the vendor names none and its fact sheet says so.</param>
public sealed record HotelSettings(TimeZoneInfo TimeZone, string Currency)
{
    /// <summary>
    /// The settings of the connection whose payload is mapped, for vendors whose mapping is itself a setting. Null where a payload is mapped without any
    /// connection. The text form names the settings and never tells their values.
    /// </summary>
    public Connections.ConnectionSettings? Settings { get; init; }

    /// <summary>Which fields of the vendor fill which members, where the hotel wants it otherwise than the connector does. Connectors hand it to their page builder.</summary>
    public Mapping.FieldOverrides Overrides { get; init; } = Mapping.FieldOverrides.None;
}
