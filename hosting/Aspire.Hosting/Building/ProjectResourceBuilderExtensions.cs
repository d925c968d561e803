using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using PmsPlatform.LocalRunner.Building;

namespace Aspire.Hosting;

public static class ProjectResourceBuilderExtensions
{
    /// <summary>Adds a project. Its endpoints and some of its environment come from its launch profile.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        string projectPath = new TProject().ProjectPath;
        return Add(builder, name, projectPath, typeof(TProject).Assembly, LaunchProfile.Choose(projectPath, null, builder.Configuration["DOTNET_LAUNCH_PROFILE"]));
    }

    /// <summary>Adds a project with the named launch profile; null = without one.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name, string? launchProfileName)
        where TProject : IProjectMetadata, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        string projectPath = new TProject().ProjectPath;
        LaunchProfile? profile = launchProfileName is null ? null : LaunchProfile.Choose(projectPath, launchProfileName, null);
        return Add(builder, name, projectPath, typeof(TProject).Assembly, profile);
    }

    /// <summary>Runs the project several times behind its one public port.</summary>
    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        return builder.With(new ReplicasFact(replicas));
    }

    private static IResourceBuilder<ProjectResource> Add(
        IDistributedApplicationBuilder builder, string name, string projectPath, Assembly assembly, LaunchProfile? profile)
    {
        IResourceBuilder<ProjectResource> project = builder.AddResource(new ProjectResource(name))
            .With(new ProjectFact(projectPath, BuildMetadata.TargetPath(assembly, projectPath), profile));
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string url in profile?.ApplicationUrl?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            var address = new Uri(url.Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal));
            int count = counts[address.Scheme] = counts.GetValueOrDefault(address.Scheme) + 1;
            string endpointName = count == 1 ? address.Scheme : address.Scheme + count;
            project.With(new EndpointFact(endpointName, address.Scheme) { Host = address.Host, WantedPort = address.Port });
        }

        return project;
    }
}
