using System.ComponentModel.DataAnnotations;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>How the simulated Hostaway behaves where its documentation leaves room.</summary>
internal sealed record HostawayOptions
{
    /// <summary>How long a token lives. Default 184 days, as in the vendor's sample.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromSeconds(15_897_600);

    /// <summary>How long after its issue a token starts to work. Default 1 s, as documented; zero = at once.</summary>
    public TimeSpan TokenDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Most records of a page; a larger limit is lowered to it. Only the default limit of 100 is documented, so this is 100 by default.</summary>
    [Range(1, 1000)]
    public int MostPerPage { get; init; } = 100;
}
