using PmsPlatform.Gateway.Identity;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Gateway;

/// <summary>Everything that must hold before the gateway listens. One message names all of it, so that an operator mends it in one go.</summary>
internal static class StartChecks
{
    public static void Run(IServiceProvider services, IEnumerable<string> found, IReadOnlyList<ApiKeySetting> keys, bool isManaged)
    {
        List<string> problems = [.. found];

        if (Collect<HotelDirectory>(services, problems) is { } hotels)
            problems.AddRange(ApiKeySetting.ProblemsOf(keys, hotels, isManaged));
        Collect<IdentitySigner>(services, problems);

        if (problems.Count > 0)
            throw new StartupConfigurationException(problems);
    }

    private static T? Collect<T>(IServiceProvider services, List<string> problems)
        where T : class
    {
        try
        {
            return services.GetRequiredService<T>();
        }
        catch (StartupConfigurationException exception)
        {
            problems.AddRange(exception.Problems);
            return null;
        }
    }
}
