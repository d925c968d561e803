namespace Aspire.Hosting.ApplicationModel;

/// <summary>Given to callbacks that set environment variables when a resource starts.</summary>
public sealed class EnvironmentCallbackContext
{
    // MA0016: the collection's type is part of Aspire's signature.
#pragma warning disable MA0016
    internal EnvironmentCallbackContext(IResource resource, Dictionary<string, object> environmentVariables, CancellationToken cancellationToken)
    {
        Resource = resource;
        EnvironmentVariables = environmentVariables;
        CancellationToken = cancellationToken;
    }

    public IResource Resource { get; }

    /// <summary>Texts, or values that are asked for when the resource starts.</summary>
    public Dictionary<string, object> EnvironmentVariables { get; }
#pragma warning restore MA0016

    public CancellationToken CancellationToken { get; }
}
