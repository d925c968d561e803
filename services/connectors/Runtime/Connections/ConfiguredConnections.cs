using Microsoft.Extensions.Configuration;
using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connectors.Runtime.Connections;

/// <summary>Connections from the configuration section <c>Pms:Connections</c>.</summary>
internal sealed class ConfiguredConnections(IConfiguration configuration) : IConnectionSource
{
    public Task<IReadOnlyList<Connection>> ReadAsync(string vendor, CancellationToken cancellationToken)
    {
        var connections = configuration.GetSection("Pms:Connections").GetChildren()
            .Select(Read)
            .Where(connection => string.Equals(connection.Vendor, vendor, StringComparison.OrdinalIgnoreCase))
            .ToList();
        return Task.FromResult<IReadOnlyList<Connection>>(connections);
    }

    private static Connection Read(IConfigurationSection section) => new()
    {
        Id = Needed(section, "Id"),
        HotelId = Needed(section, "HotelId"),
        Vendor = Needed(section, "Vendor"),
        Endpoint = section["Endpoint"] is { Length: > 0 } text
            ? Uri.TryCreate(text, UriKind.Absolute, out var endpoint) ? endpoint : throw Wrong(section, "Endpoint", "is not an absolute address")
            : null,
        Settings = Values(section.GetSection("Settings")),
        Schedules = Values(section.GetSection("Schedules")),
        FieldOverrides = section.GetSection("FieldOverrides").GetChildren().ToDictionary(child => child.Key, OverrideOf, StringComparer.Ordinal),
        Entities = Names(section.GetSection(SyncedEntities.Setting)),
        WithoutLimits = section.GetValue("WithoutLimits", defaultValue: false),
    };

    private static FieldOverride OverrideOf(IConfigurationSection section) =>
        new() { From = Needed(section, "From"), Values = new Dictionary<string, string>(Values(section.GetSection("Values")), StringComparer.Ordinal), Default = section["Default"] };

    private static Dictionary<string, string> Values(IConfigurationSection section) =>
        section.GetChildren().ToDictionary(child => child.Key, child => child.Value ?? "", StringComparer.OrdinalIgnoreCase);

    /// <summary>A list, or one text with commas, as an environment variable has it. Null when the section is not there.</summary>
    private static List<string>? Names(IConfigurationSection section) => section.Exists()
        ? [.. section.GetChildren().Select(child => child.Value ?? "").Concat(section.Value?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])]
        : null;

    private static string Needed(IConfigurationSection section, string name) => section[name] ?? throw Wrong(section, name, "is missing");

    private static InvalidOperationException Wrong(IConfigurationSection section, string name, string reason) =>
        new($"Configuration {section.Path}:{name} {reason}.");
}
