using PmsPlatform.VendorSandbox.Calls;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.Vendors;
using PmsPlatform.VendorSandbox.Webhooks;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Properties;

/// <summary>One customer of one vendor: a world, the clock it runs by, who called and what shall go wrong.</summary>
internal sealed class Property : IDisposable
{
    private int _written;

    public Property(PropertyOptions options, IVendor vendor, TimeProvider time)
    {
        Options = options;
        Vendor = vendor;
        Zone = TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone);
        Faults = new FaultBoard(this, time);
        Clock = new VendorClock(time, Zone, options.Today) { Skew = () => Faults.Skew };
        Seed = Dice.Seed(options.Vendor + "/" + options.Id, options.Seed);
        World = WorldGenerator.Create(new WorldOrder
        {
            Shape = vendor.Shape,
            Seed = Seed,
            Bookings = options.Bookings,
            Zone = Zone,
            Currency = options.Currency,
            AsOf = Clock.AsOf,
        });
        Calls = new CallLog(time);
        Credentials = vendor.Credentials(options);
        State = vendor.NewState(this);
    }

    public PropertyOptions Options { get; }

    public string Id => Options.Id;

    public string Name => Options.Name ?? Options.Id;

    public IVendor Vendor { get; }

    public TimeZoneInfo Zone { get; }

    public ulong Seed { get; }

    public VendorClock Clock { get; }

    public HotelWorld World { get; }

    public CallLog Calls { get; }

    public WebhookLog Webhooks { get; } = new();

    public FaultBoard Faults { get; }

    /// <summary>By the vendor's names.</summary>
    public IReadOnlyDictionary<string, string> Credentials { get; }

    /// <summary>What the vendor keeps for this property beside the world.</summary>
    public object State { get; }

    /// <summary>Now by the vendor's clock.</summary>
    public uint Now => Moment.From(Clock.Now);

    /// <summary>A running number for what is written into the world.</summary>
    public int NextNumber() => Interlocked.Increment(ref _written);

    public void Dispose() => World.Dispose();
}
