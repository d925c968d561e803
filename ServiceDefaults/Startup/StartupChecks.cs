using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace PmsPlatform.ServiceDefaults.Startup;

/// <summary>One thing that must hold before the host starts anything. Throws <see cref="StartupConfigurationException"/> when it does not.</summary>
internal sealed record StartupCheck(Action<IServiceProvider> Run);

/// <summary>Runs every check before any hosted service starts, and reports the problems of all of them together.</summary>
internal sealed class StartupValidator(IServiceProvider services, IEnumerable<StartupCheck> checks) : IValidateOptions<StartupValidator.Marker>
{
    public ValidateOptionsResult Validate(string? name, Marker options)
    {
        List<string> problems = [];
        foreach (var check in checks)
        {
            try
            {
                check.Run(services);
            }
            catch (StartupConfigurationException exception)
            {
                problems.AddRange(exception.Problems);
            }
        }

        // Thrown as it is: wrapped into a validation result it would be listed on one line.
        return problems.Count == 0 ? ValidateOptionsResult.Success : throw new StartupConfigurationException(problems);
    }

    /// <summary>Options without members: the hook by which the host runs validation before the first hosted service.</summary>
    internal sealed class Marker;
}

internal static class StartupCheckRegistration
{
    public static void AddStartupCheck(this IServiceCollection services, Action<IServiceProvider> check)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StartupValidator.Marker>, StartupValidator>());
        services.AddOptions<StartupValidator.Marker>().ValidateOnStart();
        services.AddSingleton(new StartupCheck(check));
    }
}
