using System.Text.Json.Serialization;
using PmsPlatform.VendorSandbox.Calls;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.Vendors;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Admin;

/// <summary>A property as the admin API shows it.</summary>
internal sealed record PropertyView
{
    public required string Id { get; init; }

    public required string Vendor { get; init; }

    public required string Name { get; init; }

    public required string TimeZone { get; init; }

    public required string Currency { get; init; }

    public required int Seed { get; init; }

    /// <summary>The hotel's day the world was made for.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>Now by the vendor's clock.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Address to give a connection, relative to the sandbox.</summary>
    public required string Endpoint { get; init; }

    /// <summary>By the vendor's names. They are worth nothing outside of the sandbox.</summary>
    public required IReadOnlyDictionary<string, string> Credentials { get; init; }

    public required int Bookings { get; init; }

    public required int Rooms { get; init; }
}

/// <summary>An order for a property. What is left out is as in <see cref="PropertyOptions"/>.</summary>
internal sealed record PropertyOrder
{
    public required string Vendor { get; init; }

    public required string Id { get; init; }

    public string? Name { get; init; }

    public string? TimeZone { get; init; }

    public string? Currency { get; init; }

    public int? Seed { get; init; }

    public int? Bookings { get; init; }

    public DateOnly? Today { get; init; }

    public IReadOnlyDictionary<string, string>? Credentials { get; init; }

    public double? RateLimitScale { get; init; }

    public bool? NetPricing { get; init; }

    public bool? NightlyCharges { get; init; }

    public PropertyOptions ToOptions()
    {
        var options = new PropertyOptions { Vendor = Vendor, Id = Id, Name = Name, Today = Today, RateLimitScale = RateLimitScale };
        return options with
        {
            TimeZone = TimeZone ?? options.TimeZone,
            Currency = Currency ?? options.Currency,
            Seed = Seed ?? options.Seed,
            Bookings = Bookings ?? options.Bookings,
            Credentials = Credentials ?? options.Credentials,
            NetPricing = NetPricing ?? options.NetPricing,
            NightlyCharges = NightlyCharges ?? options.NightlyCharges,
        };
    }
}

/// <summary>What to change.</summary>
internal sealed record ModifyOrder
{
    /// <summary>How many bookings, 1 to 100,000. Default 1; not used with <see cref="ExternalIds"/>.</summary>
    public int? Count { get; init; }

    public ModifyKind Kind { get; init; }

    /// <summary>These bookings instead of some.</summary>
    public IReadOnlyList<string>? ExternalIds { get; init; }
}

/// <summary>What was changed.</summary>
/// <param name="At">When, by the vendor's clock.</param>
/// <param name="Bookings">External ids.</param>
/// <param name="Guests">External ids.</param>
internal sealed record ModifyAnswer(DateTimeOffset At, IReadOnlyList<string> Bookings, IReadOnlyList<string> Guests);

/// <summary>A fault in force.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Property">Where.</param>
/// <param name="Fired">How often it has struck; for broken records, how often one was sent.</param>
/// <param name="Over">It will not strike again.</param>
/// <param name="Since">When it was ordered.</param>
/// <param name="Order">As ordered.</param>
internal sealed record FaultView(int Id, string Property, int Fired, bool Over, DateTimeOffset Since, FaultOrder Order);

/// <summary>How many calls take a complete read.</summary>
internal sealed record CallPlan(long Calls, IReadOnlyList<PlannedCalls> By);

/// <summary>What a property's world amounts to, as its vendor can show it.</summary>
internal sealed record TruthSummary
{
    public required string Property { get; init; }

    public required string Vendor { get; init; }

    public required int Bookings { get; init; }

    public required int Guests { get; init; }

    public required int Rooms { get; init; }

    public required IReadOnlyDictionary<string, int> ByStatus { get; init; }

    /// <summary>Records that cannot be mapped now, by kind.</summary>
    public required IReadOnlyDictionary<string, int> Broken { get; init; }

    /// <summary>Time of the latest change of a booking.</summary>
    public DateTimeOffset? LatestChange { get; init; }

    /// <summary>The fewest calls that read all bookings with guests and amounts, and all rooms.</summary>
    public required long FewestCalls { get; init; }

    public required IReadOnlyList<PlannedCalls> FewestCallsBy { get; init; }

    /// <summary>The same for a reader that completes every page of bookings before the next. Null where there is no difference.</summary>
    public CallPlan? PageByPage { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(IReadOnlyList<PropertyView>))]
[JsonSerializable(typeof(PropertyOrder))]
[JsonSerializable(typeof(ModifyOrder))]
[JsonSerializable(typeof(ModifyAnswer))]
[JsonSerializable(typeof(FaultOrder))]
[JsonSerializable(typeof(IReadOnlyList<FaultView>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, CallSummary>))]
[JsonSerializable(typeof(TruthSummary))]
[JsonSerializable(typeof(WebhookOrder))]
[JsonSerializable(typeof(WebhookSummary))]
internal sealed partial class AdminJson : JsonSerializerContext;
