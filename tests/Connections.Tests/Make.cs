using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connections.Tests;

/// <summary>What connectors say of their vendors.</summary>
internal static class Make
{
    public static VendorReport Mews { get; } = new()
    {
        Slug = "mews",
        Name = "Mews",
        DefaultEndpoint = new Uri("https://mews.example"),
        Documentation = new Uri("https://mews.example/docs"),
        Settings = [Secret("clientToken"), Secret("accessToken"), Secret("webhookToken") with { Required = false }, Plain("enterpriseId") with { Required = false }],
        PropertySetting = "enterpriseId",
        Feeds = [new("modified", "*/5 * * * *"), new("arrivals", "*/5 * * * *"), new("rooms", "8 * * * *"), new("roomStatus", "*/5 * * * *"), new("guests", "")],
        Capabilities = ["reads-bookings", "reads-guests", "reads-rooms", "writes-note", "field-overrides"],
        Limits = [new(200, 30, "account")],
        Guide = new()
        {
            Requirements = ["A subscription."],
            SetUp = ["Open the marketplace."],
            NextSteps = ["Let the first sync end."],
            Problems = [new(ConnectionFault.Unauthorised, "The key was made anew at the property.", "Copy it again.")],
        },
    };

    public static VendorReport Hostaway { get; } = new()
    {
        Slug = "hostaway",
        Name = "Hostaway",
        DefaultEndpoint = new Uri("https://hostaway.example"),
        Documentation = new Uri("https://hostaway.example/docs"),
        Settings = [Plain("accountId") with { Pattern = "[0-9]{1,12}", PatternHint = "digits only" }, Secret("clientSecret")],
        Feeds = [new("modified", "*/5 * * * *")],
        Capabilities = ["reads-bookings", "reads-rooms"],
    };

    private static VendorSetting Plain(string name) => new() { Name = name, Label = name, Guidance = "In the dashboard.", Required = true };

    private static VendorSetting Secret(string name) => Plain(name) with { Secret = true };
}
