using System.Diagnostics.CodeAnalysis;

namespace PmsPlatform.ServiceDefaults.Access;

/// <summary>Endpoint metadata: what a caller must be. All demands of an endpoint must be met.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Endpoint metadata, found by its type.")]
internal sealed record Demand(Permission Permission, CallerKind? Kind)
{
    /// <summary>Anybody known. States no permission.</summary>
    public static readonly Demand Caller = new(Permission.None, Kind: null);

    public static readonly Demand Service = new(Permission.None, CallerKind.Service);

    public static Demand Of(Permission permission) => permission is Permission.None
        ? throw new ArgumentOutOfRangeException(nameof(permission), "Name a permission.")
        : new(permission, Kind: null);

    public bool IsStatement => Permission is not Permission.None || Kind is not null;
}

/// <summary>Endpoint metadata: open without a permission, for a reason.</summary>
internal sealed record Openness(string Reason);
