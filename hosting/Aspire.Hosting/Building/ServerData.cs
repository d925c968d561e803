using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace PmsPlatform.LocalRunner.Building;

internal static class ServerData
{
    public static IResourceBuilder<T> Keep<T>(IResourceBuilder<T> builder, string? name, bool isReadOnly)
        where T : ContainerResource
    {
        if (isReadOnly)
        {
            throw new NotSupportedException("A local server writes to its data.");
        }

        ArgumentNullException.ThrowIfNull(builder);
        string folder = name ?? builder.Resource.Name + "-data";
        if (folder.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || folder is "." or "..")
        {
            throw new ArgumentException($"'{folder}' cannot be the name of a data volume.", nameof(name));
        }

        return builder.With(new DataFolderFact(folder));
    }
}

internal static class ServerPassword
{
    /// <summary>Generated once and kept, as the server's data keeps it too. Without specials, so that it needs no escaping anywhere.</summary>
    public static ParameterResource Of(IDistributedApplicationBuilder builder, string serverName)
    {
        ParameterResource parameter = ParameterResourceBuilderExtensions.WithDefault(
            builder, serverName + "-password", new GenerateParameterDefault { Special = false }, secret: true, persist: true);
        builder.AddResource(parameter);
        return parameter;
    }
}
