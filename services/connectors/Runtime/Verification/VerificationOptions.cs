using Microsoft.Extensions.Configuration;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Verification;

/// <summary>Settings of verifications, section <c>Pms:Verification</c>.</summary>
internal sealed record VerificationOptions
{
    public const string Section = "Pms:Verification";

    /// <summary>How long differences are looked at again, for events that are still on their way. Default 30 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long results are kept. Default 30 days.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(30);

    /// <exception cref="StartupConfigurationException">A value cannot be used.</exception>
    public static VerificationOptions Read(IConfiguration configuration)
    {
        VerificationOptions options;
        try
        {
            options = configuration.GetSection(Section).Get<VerificationOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new();
        }
        catch (InvalidOperationException error)
        {
            throw new StartupConfigurationException($"{Section} cannot be read: {error.Message}");
        }

        return options.Patience < TimeSpan.Zero || options.KeepFor <= TimeSpan.Zero
            ? throw new StartupConfigurationException($"{Section}: Patience must not be below zero, KeepFor must be above zero.")
            : options;
    }
}
