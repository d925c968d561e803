using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PmsPlatform.ServiceDefaults.Schema;

/// <summary>Whether the schema is where this build wants it; the health check <c>migrations</c>.</summary>
internal sealed class SchemaState : IHealthCheck
{
    private volatile bool _isCurrent;

    public void BecomesCurrent() => _isCurrent = true;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_isCurrent ? HealthCheckResult.Healthy() : new HealthCheckResult(context.Registration.FailureStatus));
}
