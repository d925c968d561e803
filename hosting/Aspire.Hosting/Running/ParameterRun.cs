using Aspire.Hosting.ApplicationModel;

namespace PmsPlatform.LocalRunner.Running;

/// <summary>A parameter runs when it has a value, and shows ValueMissing when it has none.</summary>
internal sealed class ParameterRun(ParameterResource resource, string id, RunContext context) : ResourceRun(resource, id, context)
{
    protected override string TypeName => "Parameter";

    protected override async Task RunAsync(CancellationToken stopping)
    {
        await resource.GetValueAsync(stopping).ConfigureAwait(false);
        PublishRunning(process: null, hasChecks: false);
        await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(false);
    }
}
