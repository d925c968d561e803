namespace PmsPlatform.SyncLedger.Entities;

/// <summary>What the entities feature is made of.</summary>
internal static class EntityServices
{
    public static IServiceCollection AddEntities(this IServiceCollection services) => services
        .AddSingleton<Payloads>()
        .AddSingleton<SnapshotReader>()
        .AddSingleton<SnapshotStore>()
        .AddSingleton<RefusedSnapshots>()
        .AddSingleton<RecordSnapshots>()
        .AddSingleton<LedgerMetrics>()
        .AddHostedService<KeepPartitionsAhead>();
}
