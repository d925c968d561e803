using System.Text.Json;
using System.Text.Json.Serialization;

namespace PmsPlatform.Cli;

/// <summary>One resource as the runner's state file shows it.</summary>
internal sealed record ResourceState
{
    public string Name { get; init; } = "";

    public string? Type { get; init; }

    public string? State { get; init; }

    public string? Health { get; init; }

    public int? Pid { get; init; }

    public int? ExitCode { get; init; }

    public IReadOnlyList<string> WaitingFor { get; init; } = [];

    public IReadOnlyList<ResourceUrl> Urls { get; init; } = [];

    /// <summary>Running, and healthy where it has health checks.</summary>
    public bool Ready => State is "Running" or "Active" or "Finished" && Health is null or "" or "Healthy";

    public bool Failed => State is "FailedToStart" or "Exited" or "RuntimeUnhealthy" or "ValueMissing";
}

/// <summary>An address of a resource.</summary>
internal sealed record ResourceUrl(string Name, string Url);

/// <summary>The runner's state file.</summary>
internal sealed record ResourceStates
{
    public IReadOnlyList<ResourceState> Resources { get; init; } = [];

    /// <summary>What the file says now; empty before the runner has written it.</summary>
    public static async Task<ResourceStates> ReadAsync(Home home, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(home.ResourcesFile);
            return await JsonSerializer.DeserializeAsync(file, ResourceStatesJson.Default.ResourceStates, cancellationToken) ?? new ResourceStates();
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return new ResourceStates();
        }
    }

    /// <summary>The http address of a resource, without a slash at the end. Null when it has none.</summary>
    public string? UrlOf(string name, string endpoint = "http") => Resources
        .FirstOrDefault(resource => string.Equals(resource.Name, name, StringComparison.Ordinal))?.Urls
        .FirstOrDefault(url => string.Equals(url.Name, endpoint, StringComparison.Ordinal))?.Url.TrimEnd('/');
}

[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ResourceStates))]
internal sealed partial class ResourceStatesJson : JsonSerializerContext;
