using PmsPlatform.Connectors.Runtime.Webhooks;

namespace PmsPlatform.Connectors.Runtime.Connections;

/// <summary>Checks what a hotel entered against the descriptor, all problems at once.</summary>
internal static class ConnectionCheck
{
    /// <summary>The settings with defaults filled in, and what is wrong with them.</summary>
    public static (ConnectionSettings Settings, IReadOnlyList<string> Problems) Check(Connection connection, ConnectorDescriptor descriptor)
    {
        var problems = new List<string>();
        var values = new Dictionary<string, string>(connection.Settings, StringComparer.OrdinalIgnoreCase);
        foreach (var setting in descriptor.Settings)
        {
            if (values.TryGetValue(setting.Name, out var value) && !string.IsNullOrWhiteSpace(value))
                continue;
            if (setting.Default is { } fallback)
                values[setting.Name] = fallback;
            else if (setting.Required)
                problems.Add($"The setting '{setting.Name}' is missing. {setting.Guidance}");
        }

        foreach (var name in connection.Settings.Keys.Where(name => !descriptor.Settings.Any(known => Same(known.Name, name))))
            problems.Add($"The setting '{name}' is not one of {descriptor.Name}: {string.Join(", ", descriptor.Settings.Select(known => known.Name))}.");

        // An address that can be guessed is no proof of who calls it.
        if (values.TryGetValue(WebhookSettings.TokenName, out var token) && token.Length is > 0 and (< WebhookSettings.ShortestToken or > WebhookSettings.LongestToken))
        {
            problems.Add($"The setting '{WebhookSettings.TokenName}' must have {WebhookSettings.ShortestToken} to {WebhookSettings.LongestToken} characters.");
        }

        return (new ConnectionSettings(values), problems);
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
