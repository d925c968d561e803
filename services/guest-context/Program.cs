using MassTransit;
using PmsPlatform.GuestContext;
using PmsPlatform.GuestContext.Bookings;
using PmsPlatform.GuestContext.Contacts;
using PmsPlatform.GuestContext.Context;
using PmsPlatform.GuestContext.Freshness;
using PmsPlatform.GuestContext.Guests;
using PmsPlatform.GuestContext.Removals;
using PmsPlatform.GuestContext.Rooms;
using PmsPlatform.GuestContext.Snapshots;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Directory;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults().RequireDataKey();
builder.AddNpgsqlDataSource("context", configureDataSourceBuilder: PointQueries.Configure);
builder.AddSqlMigrations(typeof(Program).Assembly, "guest_context");
builder.AddHotelScope("pms_context_reader");
builder.FollowHotels();
builder.AddPmsMessaging("messaging", bus =>
{
    bus.AddConsumer<RecordBookings, RecordBookingsDefinition>();
    bus.AddConsumer<RecordGuests, RecordGuestsDefinition>();
    bus.AddConsumer<RecordRooms, RecordRoomsDefinition>();
    bus.AddConsumer<RecordRemovals, RecordRemovalsDefinition>();
    bus.AddConsumer<RecordFreshness, RecordFreshnessDefinition>();
});

builder.Services.AddOptions<GuestContextOptions>().BindConfiguration(GuestContextOptions.Section).ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddSingleton<ContextMetrics>();
builder.Services.AddSingleton<ContactIndex>();
builder.Services.AddSingleton<Payloads>();
builder.Services.AddSingleton<SnapshotWriter>();
builder.Services.AddSingleton<HotelClock>();
builder.Services.AddSingleton<FindContext>();
builder.Services.AddSingleton<GetGuestContext>();

var app = builder.Build();
app.MapDefaultEndpoints();
GetGuestContext.Map(app.MapGroup("/api").RequirePermission(Permission.ViewData));
await app.RunAsync();
