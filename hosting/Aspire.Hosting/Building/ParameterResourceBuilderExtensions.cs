using Aspire.Hosting.ApplicationModel;
using PmsPlatform.LocalRunner.Building;

namespace Aspire.Hosting;

public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a value from configuration key <c>Parameters:NAME</c>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddResource(new ParameterResource(name, _ => Configured(builder, name) ?? throw Missing(name), secret));
    }

    /// <summary>Adds a value from configuration key <c>Parameters:NAME</c>, with a default that is kept from run to run if asked for.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(value);
        return builder.AddResource(WithDefault(builder, name, value, secret, persist));
    }

    internal static ParameterResource WithDefault(IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret, bool persist)
    {
        string Resolve(ParameterDefault? fallback) => Configured(builder, name)
            ?? (persist ? ((ApplicationBuilder)builder).Secrets.GetOrAdd(Key(name), fallback!.GetDefaultValue) : fallback!.GetDefaultValue());
        return new ParameterResource(name, Resolve, secret) { Default = value };
    }

    private static string? Configured(IDistributedApplicationBuilder builder, string name) => builder.Configuration[Key(name)];

    private static string Key(string name) => "Parameters:" + name;

    private static MissingValueException Missing(string name) => new($"Parameter '{name}' has no value: set configuration key '{Key(name)}'.");
}
