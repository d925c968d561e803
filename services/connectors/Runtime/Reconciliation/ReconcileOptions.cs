using Microsoft.Extensions.Configuration;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Reconciliation;

/// <summary>Settings of reconciliations, section <c>Pms:Reconcile</c>.</summary>
internal sealed record ReconcileOptions
{
    public const string Section = "Pms:Reconcile";

    /// <summary>The largest part of what is known that one run may remove, 0 to 1. Default 0.1: more is taken for a fault of the vendor's list.</summary>
    public double MostShare { get; init; } = 0.1;

    /// <summary>So many may always be removed, however small the hotel. Default 20.</summary>
    public int AlwaysAllowed { get; init; } = 20;

    /// <summary>How many missing records are asked for by id at a time, 1 to 1000. Default 200.</summary>
    public int ConfirmTogether { get; init; } = 200;

    /// <summary>How many records of so many known one run may remove unless it is forced to.</summary>
    public long MostRemovals(long known) => Math.Max(AlwaysAllowed, (long)(known * MostShare));

    /// <exception cref="StartupConfigurationException">A value cannot be used.</exception>
    public static ReconcileOptions Read(IConfiguration configuration)
    {
        ReconcileOptions options;
        try
        {
            options = configuration.GetSection(Section).Get<ReconcileOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new();
        }
        catch (InvalidOperationException error)
        {
            throw new StartupConfigurationException($"{Section} cannot be read: {error.Message}");
        }

        return options switch
        {
            { MostShare: < 0 or > 1 or double.NaN } => throw Wrong("MostShare must be from 0 to 1"),
            { AlwaysAllowed: < 0 } => throw Wrong("AlwaysAllowed must not be below 0"),
            { ConfirmTogether: < 1 or > 1000 } => throw Wrong("ConfirmTogether must be from 1 to 1000"),
            _ => options,
        };

        static StartupConfigurationException Wrong(string reason) => new($"{Section}: {reason}.");
    }
}
