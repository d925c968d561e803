using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A project as the AppHost's build saw it; the build generates one class per referenced project in namespace Projects.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>Full path of the project file.</summary>
    string ProjectPath { get; }

    bool SuppressBuild => false;
}
