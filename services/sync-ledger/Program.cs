using MassTransit;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Privacy;
using PmsPlatform.SyncLedger.Digests;
using PmsPlatform.SyncLedger.Entities;
using PmsPlatform.SyncLedger.Privacy;
using PmsPlatform.SyncLedger.Quarantine;
using PmsPlatform.SyncLedger.Runs;
using PmsPlatform.SyncLedger.Statistics;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults().RequireDataKey();
builder.AddNpgsqlDataSource("ledger");
builder.AddSqlMigrations(typeof(RecordSnapshots).Assembly, "ledger");
builder.AddHotelScope("pms_ledger_reader");
builder.AddPmsMessaging("messaging", bus =>
{
    bus.AddConsumer<RecordBookings, RecordBookingsDefinition>();
    bus.AddConsumer<RecordGuests, RecordGuestsDefinition>();
    bus.AddConsumer<RecordRooms, RecordRoomsDefinition>();
    bus.AddConsumer<RecordAvailability, RecordAvailabilityDefinition>();
    bus.AddConsumer<RecordMaintenance, RecordMaintenanceDefinition>();
    bus.AddConsumer<RecordHousekeepingTasks, RecordHousekeepingTasksDefinition>();
    bus.AddConsumer<RecordRemovals, RecordRemovalsDefinition>();
    bus.AddConsumer<RecordRuns, RecordRunsDefinition>();
    bus.AddConsumer<RecordQuarantine, RecordQuarantineDefinition>();
    bus.AddConsumer<EraseGuest, EraseGuestDefinition>();
});
builder.Services.AddEntities();
builder.Services.AddSingleton<PersonalVersions>();
builder.Services.AddSingleton<ErasedPersons>();
builder.Services.AddSingleton<RefusedPersons>();
builder.Services.AddSingleton(RetentionOptions.Read(builder.Configuration));
builder.Services.AddHostedService<AnonymiseOldStays>();
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default));

var app = builder.Build();
app.MapDefaultEndpoints();

var api = app.MapGroup("/api").RequirePermission(Permission.ViewData);
ListRuns.Map(api);
GetRun.Map(api);
GetStatistics.Map(api);
ListQuarantine.Map(api);
ListRefusals.Map(api);
GetDigests.Map(api);
ListDigestRecords.Map(api);
ListEntities.Map(api);
GetEntity.Map(api);
GetEntityHistory.Map(api);
ListPersonalRecords.Map(app);

await app.RunAsync();
