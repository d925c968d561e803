using Aspire.Hosting.ApplicationModel;

namespace PmsPlatform.LocalRunner.Building;

/// <summary>An address a resource listens on.</summary>
internal sealed class EndpointFact(string name, string scheme) : IResourceAnnotation
{
    public string Name { get; } = name;

    public string Scheme { get; } = scheme;

    /// <summary>Host name in URLs given to others and in what a project is told to bind to.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>The port asked for; null or 0 = any free one.</summary>
    public int? WantedPort { get; set; }

    /// <summary>The port the process itself listens on when it must differ from the public one.</summary>
    public int? TargetPort { get; init; }

    /// <summary>Variable that tells the process its port.</summary>
    public string? PortVariable { get; init; }

    /// <summary>Whether it is meant for users outside; listed first for people.</summary>
    public bool IsExternal { get; set; }

    /// <summary>The port everybody uses; set when the application starts and kept while it runs.</summary>
    public int? PublicPort { get; set; }

    /// <summary>The port asked for, unless every port is to be random.</summary>
    public int? FixedPort(bool randomPorts) => randomPorts || WantedPort is null or 0 ? null : WantedPort;
}

internal sealed record EnvironmentFact(Func<EnvironmentCallbackContext, Task> Callback) : IResourceAnnotation;

internal sealed record ArgumentsFact(IReadOnlyList<string> Arguments) : IResourceAnnotation;

internal sealed record ReplicasFact(int Count) : IResourceAnnotation;

internal sealed record ProjectFact(string ProjectPath, string? TargetPath, LaunchProfile? LaunchProfile) : IResourceAnnotation;

internal sealed record WaitFact(IResource Dependency, WaitKind Kind, WaitBehavior? Behavior, int ExitCode = 0) : IResourceAnnotation;

/// <summary>The resource uses another: it is stopped before it.</summary>
internal sealed record UsesFact(IResource Resource) : IResourceAnnotation;

internal sealed record HttpHealthFact(string Key, string? EndpointName, string Path, int StatusCode) : IResourceAnnotation;

/// <summary>A server's data outlives the application.</summary>
internal sealed record DataFolderFact(string Name) : IResourceAnnotation;

internal enum WaitKind
{
    Healthy,
    Started,
    Completed,
}
