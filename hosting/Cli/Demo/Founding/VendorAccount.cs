using System.Text.Json;

namespace PmsPlatform.Cli.Demo.Founding;

/// <summary>A hotel's account with its vendor, as the vendor handed it out: the sandbox's own properties, which are there before anybody connects.</summary>
internal sealed record VendorAccount
{
    public required string Vendor { get; init; }

    /// <summary>The property's name in the sandbox, and the slug the hotel is given here.</summary>
    public required string Slug { get; init; }

    public required string Name { get; init; }

    public required string TimeZone { get; init; }

    public required string Currency { get; init; }

    /// <summary>Where this vendor is simulated.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>By the vendor's names.</summary>
    public required IReadOnlyDictionary<string, string> Credentials { get; init; }

    /// <summary>Settings that the hotel chooses itself and tells both sides: what proves a webhook.</summary>
    public IReadOnlyDictionary<string, string> Chosen { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Not the members: there are credentials among them.</summary>
    public override string ToString() => $"{Vendor} {Slug}";

    /// <summary>The first property of each of some vendors.</summary>
    public static async Task<IReadOnlyList<VendorAccount>> ReadAsync(Truth sandbox, IReadOnlyList<string> vendors, CancellationToken cancellationToken)
    {
        var properties = (await sandbox.PropertiesAsync(cancellationToken)).EnumerateArray().ToList();
        return [.. vendors.Select(vendor => Of(sandbox.Address, properties.First(property => property.GetProperty("vendor").GetString() == vendor)))];
    }

    private static VendorAccount Of(Uri sandbox, JsonElement property)
    {
        var vendor = property.GetProperty("vendor").GetString()!;
        return new VendorAccount
        {
            Vendor = vendor,
            Slug = property.GetProperty("id").GetString()!,
            Name = property.GetProperty("name").GetString()!,
            TimeZone = property.GetProperty("timeZone").GetString()!,
            Currency = property.GetProperty("currency").GetString()!,
            Endpoint = new Uri(sandbox, property.GetProperty("endpoint").GetString()),
            Credentials = property.GetProperty("credentials").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString()!, StringComparer.Ordinal),
            Chosen = ChosenAt(vendor),
        };
    }

    private static Dictionary<string, string> ChosenAt(string vendor) => vendor switch
    {
        "hostaway" => new(StringComparer.Ordinal) { ["webhookUser"] = "pms", ["webhookPassword"] = Invented.Secret() },
        "mock" => new(StringComparer.Ordinal) { ["webhookSecret"] = Invented.Secret() },
        _ => new(StringComparer.Ordinal),
    };
}
