using PmsPlatform.ServiceDefaults;
using PmsPlatform.SyncLedger.Entities;
using MassTransit;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.RequireDataKey();
builder.AddNpgsqlDataSource("ledger");
builder.AddSqlMigrations(typeof(RecordSnapshots).Assembly, "ledger");

builder.Services.AddSingleton<SnapshotReader>();
builder.Services.AddSingleton<SnapshotStore>();
builder.Services.AddSingleton<RefusedSnapshots>();
builder.Services.AddSingleton<RecordSnapshots>();
builder.Services.AddSingleton<LedgerMetrics>();

builder.AddPmsMessaging("messaging", bus =>
{
    bus.AddConsumer<RecordBookings, RecordBookingsDefinition>();
    bus.AddConsumer<RecordGuests, RecordGuestsDefinition>();
    bus.AddConsumer<RecordRooms, RecordRoomsDefinition>();
});

var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunAsync();
