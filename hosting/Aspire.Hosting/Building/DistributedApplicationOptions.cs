namespace Aspire.Hosting;

public sealed class DistributedApplicationOptions
{
    /// <summary>Command line, a source of configuration.</summary>
    public string[]? Args { get; set; }

    /// <summary>Assembly of the AppHost; default: the process's entry assembly.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>Folder of the AppHost project; default: where its build says it was.</summary>
    public string? ProjectDirectory { get; set; }

    /// <summary>True (tests): a resource whose dependency has failed fails too, instead of waiting for somebody to repair it.</summary>
    public bool DisableDashboard { get; set; }
}
