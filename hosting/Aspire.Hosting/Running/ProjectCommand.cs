using System.Globalization;
using System.Runtime.InteropServices;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using PmsPlatform.LocalRunner.Building;
using PmsPlatform.LocalServers.Processes;

namespace PmsPlatform.LocalRunner.Running;

/// <summary>How a project is started: its built assembly, its arguments and its environment.</summary>
internal static class ProjectCommand
{
    public static async Task<ChildProcessOptions> CreateAsync(
        IResource resource, string id, Func<EndpointFact, int> portOf, RunContext context, Action<string, bool> output, CancellationToken cancellationToken)
    {
        ProjectFact project = resource.Annotations.OfType<ProjectFact>().Single();
        string assembly = project.TargetPath
            ?? throw new DistributedApplicationException($"The AppHost's build does not say where '{project.ProjectPath}' was built: it needs hosting/Aspire.Hosting/build/LocalRunner.targets.");
        if (!File.Exists(assembly))
        {
            throw new DistributedApplicationException($"'{assembly}' does not exist. Build the project first.");
        }

        return new ChildProcessOptions
        {
            FileName = DotnetPath(),
            Arguments =
            [
                "exec", assembly,
                .. project.LaunchProfile?.CommandLineArgs?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
                .. resource.Annotations.OfType<ArgumentsFact>().SelectMany(fact => fact.Arguments),
            ],
            WorkingDirectory = Path.GetDirectoryName(project.ProjectPath)!,
            Environment = await VariablesAsync(resource, id, project.LaunchProfile, portOf, context, cancellationToken).ConfigureAwait(false),
            Output = output,
        };
    }

    private static async Task<Dictionary<string, string>> VariablesAsync(
        IResource resource, string id, LaunchProfile? profile, Func<EndpointFact, int> portOf, RunContext context, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach ((string name, string value) in profile?.EnvironmentVariables ?? [])
        {
            values[name] = value;
        }

        if (profile is not null)
        {
            values["DOTNET_LAUNCH_PROFILE"] = profile.Name;
        }

        values["LOGGING__CONSOLE__FORMATTERNAME"] = "simple";
        values["DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION"] = "true";
        foreach ((string name, string value) in TelemetryVariables.For(resource.Name, id, context.Configuration, context.Environment.IsDevelopment()))
        {
            values[name] = value;
        }

        EndpointFact[] endpoints = [.. resource.Annotations.OfType<EndpointFact>()];
        foreach (EndpointFact endpoint in endpoints.Where(endpoint => endpoint.PortVariable is not null))
        {
            values[endpoint.PortVariable!] = portOf(endpoint).ToString(CultureInfo.InvariantCulture);
        }

        var callbacks = new EnvironmentCallbackContext(resource, values, cancellationToken);
        foreach (EnvironmentFact fact in resource.Annotations.OfType<EnvironmentFact>())
        {
            await fact.Callback(callbacks).ConfigureAwait(false);
        }

        if (endpoints.Length > 0)
        {
            values.TryAdd("ASPNETCORE_URLS", string.Join(';', endpoints.Select(endpoint =>
                string.Create(CultureInfo.InvariantCulture, $"{endpoint.Scheme}://{endpoint.Host}:{portOf(endpoint)}"))));
            if (endpoints.FirstOrDefault(endpoint => endpoint.Scheme == Uri.UriSchemeHttps) is { PublicPort: { } publicPort })
            {
                values.TryAdd("ASPNETCORE_HTTPS_PORT", publicPort.ToString(CultureInfo.InvariantCulture));
            }
        }

        Dictionary<string, string> variables = InheritedVariables.Read();
        foreach ((string name, object value) in values)
        {
            variables[name] = value is IValueProvider provider
                ? await provider.GetValueAsync(cancellationToken).ConfigureAwait(false) ?? ""
                : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        }

        return variables;
    }

    /// <summary>The dotnet that runs this process, also when this process was started by its own executable.</summary>
    private static string DotnetPath()
    {
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            return Environment.ProcessPath!;
        }

        // .../shared/Microsoft.NETCore.App/10.0.0/ is three folders below the one with the executable.
        string root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        string candidate = Path.Combine(root, "dotnet");
        return File.Exists(candidate)
            ? candidate
            : LocalServers.Programs.FindOnPath("dotnet") ?? throw new DistributedApplicationException("'dotnet' is not on PATH.");
    }
}
