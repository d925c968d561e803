using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Webhooks;

/// <summary>A vendor that tells of changes by itself.</summary>
internal interface INotifies
{
    /// <summary>How long an answer may take before it counts as none.</summary>
    TimeSpan Patience { get; }

    /// <summary>Waits before the second and further tries; after the last one the delivery is dropped.</summary>
    IReadOnlyList<TimeSpan> Waits { get; }

    /// <summary>Whether an answer other than 2xx is tried again.</summary>
    bool TriesAgain(int status);

    /// <summary>The deliveries for some changes. Called with the world's gate held for reading.</summary>
    IReadOnlyList<WebhookDelivery> Deliveries(Property property, IReadOnlyList<(ChangeKind Kind, int Number)> changes);
}

/// <summary>One delivery.</summary>
/// <param name="Address">Where to.</param>
/// <param name="Body">JSON.</param>
/// <param name="Authorization">Value of the header of that name; null for none.</param>
internal sealed record WebhookDelivery(Uri Address, ReadOnlyMemory<byte> Body, string? Authorization)
{
    /// <summary>Further headers of a try that is sent at an instant, such as a signature; null for none.</summary>
    public Func<DateTimeOffset, IReadOnlyList<KeyValuePair<string, string>>>? Headers { get; init; }
}
