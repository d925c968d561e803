using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PmsPlatform.Connectors.Runtime.Reconciliation;

/// <summary>What reconciliations are made of.</summary>
internal static class ReconciliationServices
{
    public static void AddReconciliation(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(ReconcileOptions.Read(builder.Configuration));
        builder.Services.AddSingleton<SeenRecords>();
        builder.Services.AddSingleton<Confirmation>();
        builder.Services.AddSingleton<Reconciler>();
    }
}
