using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PmsPlatform.ServiceDefaults.Secrets.Ring;

/// <summary>
/// Whether credentials can be sealed and read; the health check <c>key-ring</c>. Degraded at worst: everything that needs no credential works, and a restart
/// would mend nothing.
/// </summary>
internal sealed class KeyRingHealth(KeyRing ring, IMasterKeyProvider masterKeys) : IHealthCheck
{
    public const string Name = "key-ring";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var snapshot = ring.Snapshot;
        var fault = ring.Fault;
        var closed = snapshot?.Keys.Count(key => key.Encryptor is null) ?? 0;
        var (state, advice) = snapshot is null ? ("NotRead", "The ring has not been read yet: see whether the registry and its database are up.")
            : fault is not null ? (fault.Fault.ToString(), fault.Message)
            : ring.Current is null ? ("Empty", "The registry makes the first key when it starts.")
            : ("Open", "");
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["state"] = state,
            ["masterKey"] = masterKeys.Name,
            ["revision"] = (snapshot?.Document.Revision ?? 0).ToString(CultureInfo.InvariantCulture),
            ["keys"] = snapshot?.Keys.Count ?? 0,
            ["closed"] = closed,
            ["encrypts"] = ring.Current?.Id.ToString() ?? "none",
            ["advice"] = advice,
        };
        var status = state is "Open" ? HealthStatus.Healthy : HealthStatus.Degraded;
        return Task.FromResult(new HealthCheckResult(status, advice, data: data));
    }
}
