using System.Reflection;

namespace PmsPlatform.LocalRunner.Building;

/// <summary>What build/LocalRunner.targets wrote into the AppHost's assembly.</summary>
internal static class BuildMetadata
{
    private const string AppHostKey = "AppHostProjectPath";
    private const string TargetKey = "LocalRunner.TargetPath:";

    public static string? AppHostDirectory(Assembly? assembly) => Find(assembly, AppHostKey);

    /// <summary>The assembly that the build of a referenced project produced; null when the AppHost was built without the targets.</summary>
    public static string? TargetPath(Assembly assembly, string projectPath) => Find(assembly, TargetKey + projectPath);

    private static string? Find(Assembly? assembly, string key) =>
        assembly?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(metadata => metadata.Key == key)?.Value;
}
