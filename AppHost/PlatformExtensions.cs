using Microsoft.Extensions.Configuration;

namespace PmsPlatform.AppHost;

/// <summary>What services are told by environment variables, beside their references.</summary>
internal static class PlatformExtensions
{
    /// <summary>Signs and verifies the caller's identity between gateway and services.</summary>
    public static IResourceBuilder<ProjectResource> WithInternalKey(
        this IResourceBuilder<ProjectResource> project, IResourceBuilder<ParameterResource> key) => project.WithEnvironment("Pms__InternalKey", key);

    /// <summary>Encrypts personal data at rest: 32 bytes as Base64, which 43 letters and digits are once the padding is added.</summary>
    public static IResourceBuilder<ProjectResource> WithDataKey(
        this IResourceBuilder<ProjectResource> project, IResourceBuilder<ParameterResource> key) => project.WithEnvironment("Pms__DataKey", $"{key}=");

    /// <summary>
    /// Opens the key ring that seals credentials: 32 bytes as Base64, unless configuration section Pms:MasterKey says where another one is, which is then
    /// forwarded and comes first.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithMasterKey(
        this IResourceBuilder<ProjectResource> project, IResourceBuilder<ParameterResource> key) =>
        project.WithEnvironment("Pms__MasterKey__Key", $"{key}=").WithPlatformSettings("MasterKey");

    /// <summary>Forwards parts of configuration section Pms. A service is given only the parts it uses: API keys stay with the gateway.</summary>
    public static IResourceBuilder<ProjectResource> WithPlatformSettings(this IResourceBuilder<ProjectResource> project, params string[] sections) =>
        project.WithSettings([.. sections.Select(section => "Pms:" + section)]);

    /// <summary>Forwards sections of configuration.</summary>
    public static IResourceBuilder<ProjectResource> WithSettings(this IResourceBuilder<ProjectResource> project, params string[] sections)
    {
        foreach (string section in sections)
        {
            foreach ((string key, string? value) in project.ApplicationBuilder.Configuration.GetSection(section).AsEnumerable())
            {
                if (value is not null)
                {
                    project.WithEnvironment(key.Replace(":", "__", StringComparison.Ordinal), value);
                }
            }
        }

        return project;
    }

    public static IResourceBuilder<ProjectResource> WithReferences(
        this IResourceBuilder<ProjectResource> project, IEnumerable<IResourceBuilder<ProjectResource>> services)
    {
        foreach (IResourceBuilder<ProjectResource> service in services)
        {
            project.WithReference(service);
        }

        return project;
    }
}

internal static class Keys
{
    /// <summary>43 letters and digits: at least 250 random bits, and with one padding character the Base64 of 32 bytes.</summary>
    public static GenerateParameterDefault New() => new() { MinLength = 43, Special = false };
}
