using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using PmsPlatform.VendorSandbox.Vendors;

namespace PmsPlatform.VendorSandbox.Properties;

/// <summary>The properties that exist, by name and by the credential a call shows.</summary>
internal sealed class PropertyDirectory : IDisposable
{
    private const int MostBookings = 1_000_000;
    private readonly ConcurrentDictionary<string, Property> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Vendor, string Account), Property> _byAccount = new();
    private readonly IReadOnlyList<IVendor> _vendors;
    private readonly TimeProvider _time;

    public PropertyDirectory(IEnumerable<IVendor> vendors, IOptions<SandboxOptions> options, TimeProvider time)
    {
        _vendors = [.. vendors];
        _time = time;
        var problems = options.Value.Properties
            .SelectMany(property => Problems(property).Select(problem => $"{SandboxOptions.Section}:Properties '{property.Id}': {problem}"))
            .ToList();
        if (problems.Count > 0)
            throw new OptionsValidationException(SandboxOptions.Section, typeof(SandboxOptions), problems);
        foreach (var property in options.Value.Properties)
            Add(property);
    }

    public IEnumerable<Property> All => _byId.Values.OrderBy(property => property.Id, StringComparer.Ordinal);

    public Property? Find(string id) => _byId.GetValueOrDefault(id);

    public bool TryFindByAccount(IVendor vendor, string account, [NotNullWhen(true)] out Property? property) =>
        _byAccount.TryGetValue((vendor.Name, account), out property);

    /// <summary>What is wrong with an order for a property; nothing when it can be made.</summary>
    public IReadOnlyList<string> Problems(PropertyOptions options)
    {
        var problems = new List<string>();
        if (_vendors.All(vendor => vendor.Name != options.Vendor))
            problems.Add($"vendor: '{options.Vendor}' is not simulated; one of {string.Join(", ", _vendors.Select(vendor => vendor.Name))}.");
        if (!IsSlug(options.Id))
            problems.Add("id: lower-case letters, digits and dashes, at most 60.");
        else if (_byId.ContainsKey(options.Id))
            problems.Add($"id: '{options.Id}' exists already.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out _))
            problems.Add($"timeZone: '{options.TimeZone}' is not a known IANA time zone.");
        if (options.Currency is not { Length: 3 } || !options.Currency.All(char.IsAsciiLetterUpper))
            problems.Add("currency: three upper-case letters (ISO 4217).");
        if (options.Bookings is < 0 or > MostBookings)
            problems.Add($"bookings: 0 to {MostBookings}.");
        if (options.Today is { } today && (today.Year < 2005 || today.Year > 2090))
            problems.Add("today: a day from 2005 to 2090.");
        if (options.RateLimitScale is < 0)
            problems.Add("rateLimitScale: not negative.");
        if (_vendors.FirstOrDefault(vendor => vendor.Name == options.Vendor)?.Problem(options) is { } special)
            problems.Add(special);
        return problems;
    }

    /// <summary>Makes a property; call <see cref="Problems"/> first. False when its id or its account is taken.</summary>
    public bool TryAdd(PropertyOptions options, [NotNullWhen(true)] out Property? property)
    {
        property = null;
        var vendor = _vendors.First(candidate => candidate.Name == options.Vendor);
        if (_byAccount.ContainsKey((vendor.Name, vendor.AccountKey(vendor.Credentials(options)))))
            return false;
        var made = new Property(options, vendor, _time);
        if (!_byId.TryAdd(options.Id, made))
        {
            made.Dispose();
            return false;
        }

        if (!_byAccount.TryAdd((vendor.Name, vendor.AccountKey(made.Credentials)), made))
        {
            _byId.TryRemove(options.Id, out _);
            made.Dispose();
            return false;
        }

        property = made;
        return true;
    }

    public bool Remove(string id)
    {
        if (!_byId.TryRemove(id, out var property))
            return false;
        _byAccount.TryRemove((property.Vendor.Name, property.Vendor.AccountKey(property.Credentials)), out _);
        return true;
    }

    public void Dispose()
    {
        foreach (var property in _byId.Values)
            property.Dispose();
    }

    private void Add(PropertyOptions options)
    {
        if (!TryAdd(options, out _))
            throw new OptionsValidationException(SandboxOptions.Section, typeof(SandboxOptions), [$"Properties '{options.Id}': its id or its account is used twice."]);
    }

    private static bool IsSlug(string id) => id is { Length: > 0 and <= 60 } && id[0] != '-' && id.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
}
