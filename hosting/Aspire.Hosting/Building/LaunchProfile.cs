using System.Text.Json;
using System.Text.Json.Serialization;
using Aspire.Hosting;

namespace PmsPlatform.LocalRunner.Building;

internal sealed record LaunchSettings
{
    public Dictionary<string, LaunchProfile> Profiles { get; init; } = [];
}

/// <summary>One profile of Properties/launchSettings.json.</summary>
internal sealed record LaunchProfile
{
    private const string ProjectCommand = "Project";

    [JsonIgnore]
    public string Name { get; init; } = "";

    public string? CommandName { get; init; }

    public string? CommandLineArgs { get; init; }

    public string? ApplicationUrl { get; init; }

    public Dictionary<string, string> EnvironmentVariables { get; init; } = [];

    /// <summary>The profile asked for, else the one called like the AppHost's own, else the first. Null when the project has no profiles.</summary>
    /// <exception cref="DistributedApplicationException">The profile asked for does not exist, or the file is no JSON.</exception>
    public static LaunchProfile? Choose(string projectPath, string? wanted, string? appHostProfile)
    {
        List<LaunchProfile> profiles = Read(Path.Combine(Path.GetDirectoryName(projectPath)!, "Properties", "launchSettings.json"));
        if (wanted is not null)
        {
            return profiles.FirstOrDefault(profile => profile.Name == wanted)
                ?? throw new DistributedApplicationException($"'{projectPath}' has no launch profile '{wanted}'.");
        }

        return profiles.FirstOrDefault(profile => profile.Name == appHostProfile) ?? (profiles.Count > 0 ? profiles[0] : null);
    }

    private static List<LaunchProfile> Read(string file)
    {
        if (!File.Exists(file))
        {
            return [];
        }

        try
        {
            LaunchSettings? settings = JsonSerializer.Deserialize(File.ReadAllText(file), LaunchSettingsJson.Default.LaunchSettings);
            return [.. (settings?.Profiles ?? []).Select(profile => profile.Value with { Name = profile.Key }).Where(profile => profile.CommandName == ProjectCommand)];
        }
        catch (JsonException exception)
        {
            throw new DistributedApplicationException($"'{file}' cannot be read: {exception.Message}", exception);
        }
    }
}

[JsonSerializable(typeof(LaunchSettings))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
internal sealed partial class LaunchSettingsJson : JsonSerializerContext;
