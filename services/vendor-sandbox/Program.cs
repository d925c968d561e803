using PmsPlatform.VendorSandbox;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.Vendors;
using PmsPlatform.VendorSandbox.Vendors.Mews;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddOptions<SandboxOptions>().BindConfiguration(SandboxOptions.Section).ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<PropertyDirectory>();
builder.Services.AddSingleton<PropertyDirectoryAccessor>();
builder.Services.AddSingleton<RateLimits>();
builder.Services.AddSingleton<VendorPipeline>();
builder.Services.AddSingleton<IVendor, MewsVendor>();
var app = builder.Build();
_ = app.Services.GetRequiredService<PropertyDirectory>();
app.Use(next => http => app.Services.GetRequiredService<VendorPipeline>().InvokeAsync(http, next));
await app.RunAsync();
