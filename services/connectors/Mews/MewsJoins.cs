namespace PmsPlatform.Connectors.Mews;

/// <summary>What Mews keeps beside its reservations, as far as it was read: persons, prices, names.</summary>
internal sealed record MewsJoins
{
    public MewsCatalogue Catalogue { get; init; } = MewsCatalogue.Empty;

    public IReadOnlyDictionary<string, MewsCustomer> Customers { get; init; } = new Dictionary<string, MewsCustomer>(StringComparer.Ordinal);

    /// <summary>Ids of those who stay, by reservation.</summary>
    public ILookup<string, string> Companions { get; init; } = Array.Empty<string>().ToLookup(id => id, StringComparer.Ordinal);

    /// <summary>What is charged, by reservation; nothing is charged on one that is not in it. Null when it was not read.</summary>
    public IReadOnlyDictionary<string, MewsTotal>? Totals { get; init; }

    public IReadOnlyDictionary<string, string> Companies { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Persons by reservation, always in the same order, so that a page sent in another order is no change.</summary>
    public static ILookup<string, string> CompanionsOf(IEnumerable<ReadOnlyMemory<byte>> companionships) =>
        companionships.Readable(MewsJson.Default.MewsCompanionship)
            .Where(companionship => companionship is { ReservationId: not null, CustomerId: not null })
            .OrderBy(companionship => companionship.CustomerId, StringComparer.Ordinal)
            .ToLookup(companionship => companionship.ReservationId!, companionship => companionship.CustomerId!, StringComparer.Ordinal);

    /// <summary>Customers by id.</summary>
    public static IReadOnlyDictionary<string, MewsCustomer> CustomersOf(IEnumerable<MewsCustomer> customers) =>
        customers.Where(customer => customer.Id is not null).DistinctBy(customer => customer.Id)
            .ToDictionary(customer => customer.Id!, StringComparer.Ordinal);
}
