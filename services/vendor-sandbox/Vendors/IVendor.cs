using System.Text.Encodings.Web;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors;

/// <summary>One simulated vendor: how its API is called and answered, and what its view of a world amounts to.</summary>
internal interface IVendor
{
    /// <summary>Slug, as in the platform.</summary>
    string Name { get; }

    /// <summary>Where its API begins, with a slash at both ends.</summary>
    string Path { get; }

    /// <summary>How its JSON writes letters beyond ASCII.</summary>
    JavaScriptEncoder Encoder { get; }

    /// <summary>What its customers' hotels look like.</summary>
    WorldShape Shape { get; }

    /// <summary>All credentials of a property: those given, the others derived.</summary>
    IReadOnlyDictionary<string, string> Credentials(PropertyOptions options);

    /// <summary>What a call shows that tells which property it is for.</summary>
    string AccountKey(IReadOnlyDictionary<string, string> credentials);

    /// <summary>What is wrong with an order for a property of this vendor; null when nothing is.</summary>
    string? Problem(PropertyOptions options);

    /// <summary>What the vendor keeps for a property beside its world.</summary>
    object NewState(Property property);

    /// <summary>
    /// Reads the request, finds operation and property and says how to answer, in <see cref="VendorCall.Operation"/>, <see cref="VendorCall.Property"/>
    /// and <see cref="VendorCall.Answer"/>.
    /// </summary>
    /// <exception cref="VendorRefusal">The call is refused before it is anybody's.</exception>
    Task OpenAsync(VendorCall call, CancellationToken cancellationToken);

    /// <summary>Counts the call against the documented rate: zero when it is within, else how long the caller should have waited.</summary>
    TimeSpan Admit(VendorCall call);

    /// <summary>Writes the vendor's answer to too many calls.</summary>
    void Throttle(VendorCall call, TimeSpan wait);

    /// <summary>Writes the vendor's error answer.</summary>
    void Refuse(VendorCall call, int status, string message);

    /// <summary>Makes the credential of this call worthless, as if it had expired just now, and writes the refusal.</summary>
    void ExpireToken(VendorCall call);

    /// <summary>What can be seen of the property through this vendor.</summary>
    IVendorTruth Truth(Property property);
}
