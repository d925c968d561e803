using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Privacy;

/// <summary>How erasures are told, section <c>Pms:Privacy</c>.</summary>
internal sealed record PrivacyOptions
{
    public const string Section = "Pms:Privacy";

    /// <summary>After how long a service that has not answered is told again. Default 30 s.</summary>
    public TimeSpan RepeatAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after all have answered the second pass begins: what was in the broker's queues has been stored then. Default 1 min.</summary>
    public TimeSpan SecondPassAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <exception cref="StartupConfigurationException">It cannot work.</exception>
    public static PrivacyOptions Read(IConfiguration configuration)
    {
        PrivacyOptions options;
        try
        {
            options = configuration.GetSection(Section).Get<PrivacyOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new PrivacyOptions();
        }
        catch (InvalidOperationException exception)
        {
            throw new StartupConfigurationException($"{Section} cannot be read: {exception.Message}");
        }

        return options.RepeatAfter > TimeSpan.Zero && options.SecondPassAfter > TimeSpan.Zero && options.SecondPassAfter <= TimeSpan.FromDays(1)
            ? options
            : throw new StartupConfigurationException($"{Section}: both times must be above zero, {nameof(SecondPassAfter)} at most a day.");
    }
}

/// <summary>Registration of privacy, and who keeps what.</summary>
internal static class PrivacyServices
{
    public const string GuestContext = "guest-context";

    /// <summary>The services that keep something of a guest that came through a connection of this vendor.</summary>
    public static IReadOnlyList<string> Of(string vendor) => [GuestContext, "sync-ledger", $"connector-{vendor}"];

    public static void AddPrivacy(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(PrivacyOptions.Read(builder.Configuration));
        services.AddSingleton<PrivacyCalls>();
        services.AddScoped<PersonSearch>();
        services.AddSingleton<ErasureTeller>();
        services.AddHostedService(provider => provider.GetRequiredService<ErasureTeller>());
        services.AddHttpClient(PrivacyCalls.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan).ConfigureServiceResilience(options =>
        {
            options.Retries = 0;
            options.TryTime = options.TotalTime = PrivacyCalls.Patience;
            options.BreakMinimum = int.MaxValue;
        }).RemoveAllLoggers();
    }
}
