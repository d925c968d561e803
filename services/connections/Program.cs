using MassTransit;
using PmsPlatform.Connections;
using PmsPlatform.Connections.Access;
using PmsPlatform.Connections.Credentials;
using PmsPlatform.Connections.Links;
using PmsPlatform.Connections.Notices;
using PmsPlatform.Connections.Privacy;
using PmsPlatform.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults().RequireDataKey();
builder.AddRegistry();
builder.AddAccess();
builder.AddCredentials();
builder.AddNotices();
builder.AddPrivacy();
builder.AddPmsMessaging("messaging", bus =>
{
    bus.AddConsumer<RecordStatus, RecordStatusDefinition>();
    bus.AddConsumer<RaiseNotices, RaiseNoticesDefinition>();
    bus.AddConsumer<RecordErasures, RecordErasuresDefinition>();
});

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapRegistry();
app.MapAccess();
app.MapKeys();
app.MapNotices();
app.MapPrivacy();
await app.RunAsync();
