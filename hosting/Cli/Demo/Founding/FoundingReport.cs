namespace PmsPlatform.Cli.Demo.Founding;

/// <summary>What was made by the API alone. Ids and names; no secret.</summary>
internal sealed record FoundingReport
{
    public required string OrganizationId { get; init; }

    public required string Organization { get; init; }

    /// <summary>Who set it up by the one-time link.</summary>
    public required string Owner { get; init; }

    public required InvitedPerson Invited { get; init; }

    public required IReadOnlyList<FoundedHotel> Hotels { get; init; }

    public required FoundedKey Key { get; init; }

    public required IReadOnlyList<FoundedConnection> Connections { get; init; }
}

/// <summary>Somebody who came in by an invitation.</summary>
/// <param name="Email">Of the invitation.</param>
/// <param name="Role">Given by the owner.</param>
/// <param name="HotelId">Where.</param>
/// <param name="Permissions">What the platform says he may do there.</param>
/// <param name="MakesNoKeys">He tried to make a key and was refused.</param>
internal sealed record InvitedPerson(string Email, string Role, string HotelId, IReadOnlyList<string> Permissions, bool MakesNoKeys);

/// <summary>A hotel.</summary>
internal sealed record FoundedHotel(string Id, string Slug, string Name);

/// <summary>An API key, without what opens.</summary>
internal sealed record FoundedKey(string Id, string Name, string Prefix, IReadOnlyList<string> Permissions);

/// <summary>A connection.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Vendor">The vendor's slug.</param>
/// <param name="HotelId">The hotel.</param>
/// <param name="Trial">What the trial of its credentials said before they were stored.</param>
/// <param name="TrialCalls">Calls the trial cost at the vendor. They are no part of a sync.</param>
internal sealed record FoundedConnection(string Id, string Vendor, string HotelId, string Trial, long TrialCalls);

/// <summary>What was made, for whoever works with it: the key that opens it, and the connections as the vendor and the platform know them.</summary>
internal sealed record Founded(FoundingReport Report, string ApiKey, IReadOnlyList<DemoConnection> Connections)
{
    /// <summary>Not the members: there are secrets among them.</summary>
    public override string ToString() => Report.OrganizationId;
}
