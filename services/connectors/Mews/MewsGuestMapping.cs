using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Guests;

namespace PmsPlatform.Connectors.Mews;

/// <summary>Customers to guests (https://mews-systems.gitbook.io/connector-api/operations/customers#customer).</summary>
internal static class MewsGuestMapping
{
    public static Guest Guest(MewsCustomer customer)
    {
        var classifications = (customer.Classifications ?? []).Select(Tidy.Text).OfType<string>().ToList();
        return new Guest
        {
            ExternalId = Require.Text(customer.Id, "$.Id"),
            FirstName = Tidy.Text(customer.FirstName),
            LastName = Tidy.Join(customer.LastName, customer.SecondLastName),
            Title = Tidy.Text(customer.Title),
            Emails = Tidy.Text(customer.Email) is { } email ? [new GuestEmail(email, customer.HasOtaEmail == true)] : [],
            Phones = Tidy.Text(customer.Phone) is { } phone ? [new GuestPhone(phone, Tidy.E164(phone))] : [],
            Language = Tidy.Language(customer.PreferredLanguageCode) ?? Tidy.Language(customer.LanguageCode),
            Nationality = Tidy.Country(customer.NationalityCode),
            BirthDate = Tidy.Date(customer.BirthDate),
            Vip = classifications.Contains("VeryImportant") || classifications.Contains("Important"),
            Loyalty = Tidy.Text(customer.LoyaltyCode) is { } number ? new GuestLoyalty(null, null, number) : null,
            Preferences = [.. PreferencesOf(customer)],

            // A guest on the block list is one the hotel does not want back.
            DoNotContact = classifications.Contains("Blocklist") || classifications.Contains("Blacklist"),
            MergedIntoExternalId = Tidy.Text(customer.MergeTargetId),
            ModifiedAt = UtcInstant.Find(customer.UpdatedUtc),
            Extensions = ExtraFields.Of(
                ("Number", customer.Number),
                ("Classifications", string.Join(", ", classifications)),
                ("CompanyId", customer.CompanyId),
                ("CarRegistrationNumber", customer.CarRegistrationNumber),
                ("IsActive", customer.IsActive == false ? "false" : null)),
        };
    }

    private static IEnumerable<GuestPreference> PreferencesOf(MewsCustomer customer)
    {
        if (Tidy.Text(customer.DietaryRequirements) is { } diet)
            yield return new GuestPreference("diet", diet);
        foreach (var feature in (customer.PreferredSpaceFeatures ?? []).Select(Tidy.Text).OfType<string>())
            yield return new GuestPreference("room", feature);
        if (Tidy.Text(customer.Notes) is { } note)
            yield return new GuestPreference("note", note);
    }
}
