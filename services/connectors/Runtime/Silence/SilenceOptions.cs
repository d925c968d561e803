using Microsoft.Extensions.Configuration;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Silence;

/// <summary>Settings of the silence alarm, section <c>Pms:Silence</c>.</summary>
internal sealed record SilenceOptions
{
    public const string Section = "Pms:Silence";

    /// <summary>How often it is looked, and how often a silent connection is polled. Default 1 minute.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>From how far back the rhythm is taken. Default 7 days, so that nights and weekends are in it.</summary>
    public TimeSpan Memory { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Deliveries without which there is no rhythm to speak of. Default 20.</summary>
    public int FewestDeliveries { get; init; } = 20;

    /// <summary>How many times the longest usual pause makes a silence. Default 3.</summary>
    public double Factor { get; init; } = 3;

    /// <summary>No pause shorter than this is a silence. Default 10 minutes.</summary>
    public TimeSpan ShortestSilence { get; init; } = TimeSpan.FromMinutes(10);

    /// <exception cref="StartupConfigurationException">A value cannot be used.</exception>
    public static SilenceOptions Read(IConfiguration configuration)
    {
        SilenceOptions options;
        try
        {
            options = configuration.GetSection(Section).Get<SilenceOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new();
        }
        catch (InvalidOperationException error)
        {
            throw new StartupConfigurationException($"{Section} cannot be read: {error.Message}");
        }

        return options switch
        {
            { CheckInterval.Ticks: <= 0 } or { Memory.Ticks: <= 0 } or { ShortestSilence.Ticks: <= 0 } => throw Wrong("CheckInterval, Memory and ShortestSilence must be above zero"),
            { FewestDeliveries: < 3 } => throw Wrong("FewestDeliveries must be at least 3"),
            { Factor: < 1 } => throw Wrong("Factor must be at least 1"),
            _ => options,
        };

        static StartupConfigurationException Wrong(string reason) => new($"{Section}: {reason}.");
    }
}
