using System.Collections;

namespace PmsPlatform.LocalRunner.Running;

/// <summary>The AppHost's environment without what configures the AppHost itself: its addresses, secrets and connection strings are not its children's.</summary>
internal static class InheritedVariables
{
    private static readonly string[] s_kept =
    [
        "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "DOTNET_URLS", "URLS", "DOTNET_LAUNCH_PROFILE", "PMS_HOME",
    ];

    private static readonly string[] s_keptPrefixes =
    [
        "ASPIRE_", "DOTNET_DASHBOARD_", "DOTNET_RESOURCE_SERVICE_", "AppHost__", "LocalRunner__", "Parameters__", "ConnectionStrings__", "services__", "Pms__", "MSBUILD",
    ];

    public static Dictionary<string, string> Read()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            string name = (string)entry.Key;
            if (!s_kept.Contains(name, StringComparer.OrdinalIgnoreCase)
                && !s_keptPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            {
                variables[name] = (string?)entry.Value ?? "";
            }
        }

        return variables;
    }
}
