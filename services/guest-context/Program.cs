using MassTransit;
using PmsPlatform.Contracts.Common;
using PmsPlatform.GuestContext;
using PmsPlatform.GuestContext.Bookings;
using PmsPlatform.GuestContext.Contacts;
using PmsPlatform.GuestContext.Context;
using PmsPlatform.GuestContext.Freshness;
using PmsPlatform.GuestContext.Guests;
using PmsPlatform.GuestContext.Privacy;
using PmsPlatform.GuestContext.Removals;
using PmsPlatform.GuestContext.Rooms;
using PmsPlatform.GuestContext.Snapshots;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Directory;
using PmsPlatform.ServiceDefaults.Privacy;

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
    bus.AddConsumer<EraseGuest, EraseGuestDefinition>();
});

builder.Services.AddOptions<GuestContextOptions>().BindConfiguration(GuestContextOptions.Section).ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddSingleton<ContextMetrics>();
builder.Services.AddSingleton<ContactIndex>();
builder.Services.AddSingleton<Payloads>();
builder.Services.AddSingleton<SnapshotWriter>();
builder.Services.AddSingleton<HotelClock>();
builder.Services.AddSingleton<FindContext>();
builder.Services.AddSingleton<GetGuestContext>();
builder.Services.AddSingleton<FindPerson>();
builder.Services.AddSingleton<ErasedPersons>();
builder.Services.AddSingleton(RetentionOptions.Read(builder.Configuration));
builder.Services.AddHostedService<ForgetOldStays>();
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default));

var app = builder.Build();
app.MapDefaultEndpoints();
GetGuestContext.Map(app.MapGroup("/api").RequirePermission(Permission.ViewData));
app.MapPrivacy();
await app.RunAsync();
