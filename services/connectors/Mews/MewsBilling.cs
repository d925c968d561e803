using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Mews;

/// <summary>Under which service the property books charges, and whether it writes prices with or without tax.</summary>
internal sealed class MewsBilling(MewsApi api, TimeProvider time, ConnectionSettings settings)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly ReferenceData<MewsBillingFacts> _facts = new(time, Lifetime, cancellationToken => ReadAsync(api, settings, cancellationToken));

    /// <summary>The service that charges are ordered from.</summary>
    public async Task<string> ServiceIdAsync(CancellationToken cancellationToken) => (await _facts.GetAsync(cancellationToken)).ServiceId;

    /// <summary>
    /// An amount as the property's pricing has it. Where it is net, the amount goes without tax codes: with them the guest would pay more than was asked for.
    /// </summary>
    public async Task<MewsNewAmount> AmountOfAsync(Money amount, CancellationToken cancellationToken)
    {
        var major = amount.ToMajor();
        return (await _facts.GetAsync(cancellationToken)).IsNet
            ? new MewsNewAmount(amount.Currency, null, major, [])
            : new MewsNewAmount(amount.Currency, major, null, settings.Find("chargeTaxCode") is { } code ? [code] : []);
    }

    private static async Task<MewsBillingFacts> ReadAsync(MewsApi api, ConnectionSettings settings, CancellationToken cancellationToken)
    {
        var enterprise = await api.EnterpriseAsync(cancellationToken);
        var isNet = string.Equals(enterprise.Pricing, "Net", StringComparison.Ordinal);
        if (settings.Find("chargeServiceId") is { } named)
            return new MewsBillingFacts(named, isNet);

        var services = (await api.ServicesAsync(cancellationToken)).Records.Readable(MewsJson.Default.MewsService);
        var service = services.Where(each => each.Data?.Discriminator == "Additional" && each.IsActive != false).Select(each => each.Id).OfType<string>()
            .Order(StringComparer.Ordinal).FirstOrDefault();
        return service is null
            ? throw new VendorException(
                VendorErrorKind.Rejected, "services/getAll", "the property has no service that charges can be booked under; name one in the setting 'chargeServiceId'")
            : new MewsBillingFacts(service, isNet);
    }

    private sealed record MewsBillingFacts(string ServiceId, bool IsNet);
}
