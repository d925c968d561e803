using System.Globalization;
using System.Text.Json;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>Writes a customer with every documented member, the deprecated ones included.</summary>
internal static class MewsCustomerJson
{
    private static readonly JsonEncodedText ChainId = JsonEncodedText.Encode("ChainId");
    private static readonly JsonEncodedText Title = JsonEncodedText.Encode("Title");
    private static readonly JsonEncodedText Sex = JsonEncodedText.Encode("Sex");
    private static readonly JsonEncodedText FirstName = JsonEncodedText.Encode("FirstName");
    private static readonly JsonEncodedText LastName = JsonEncodedText.Encode("LastName");
    private static readonly JsonEncodedText SecondLastName = JsonEncodedText.Encode("SecondLastName");
    private static readonly JsonEncodedText NationalityCode = JsonEncodedText.Encode("NationalityCode");
    private static readonly JsonEncodedText PreferredLanguageCode = JsonEncodedText.Encode("PreferredLanguageCode");
    private static readonly JsonEncodedText LanguageCode = JsonEncodedText.Encode("LanguageCode");
    private static readonly JsonEncodedText BirthDate = JsonEncodedText.Encode("BirthDate");
    private static readonly JsonEncodedText Email = JsonEncodedText.Encode("Email");
    private static readonly JsonEncodedText HasOtaEmail = JsonEncodedText.Encode("HasOtaEmail");
    private static readonly JsonEncodedText Phone = JsonEncodedText.Encode("Phone");
    private static readonly JsonEncodedText LoyaltyCode = JsonEncodedText.Encode("LoyaltyCode");
    private static readonly JsonEncodedText DietaryRequirements = JsonEncodedText.Encode("DietaryRequirements");
    private static readonly JsonEncodedText ClassificationsName = JsonEncodedText.Encode("Classifications");
    private static readonly JsonEncodedText PreferredSpaceFeatures = JsonEncodedText.Encode("PreferredSpaceFeatures");
    private static readonly JsonEncodedText MergeTargetId = JsonEncodedText.Encode("MergeTargetId");
    private static readonly JsonEncodedText ActivityState = JsonEncodedText.Encode("ActivityState");

    private static readonly JsonEncodedText[] AlwaysNullBeforeEmail =
        [.. new[] { "BirthCountryCode", "BirthCountrySubdivisionCode", "BirthPlace", "Occupation" }.Select(name => JsonEncodedText.Encode(name))];

    private static readonly JsonEncodedText[] AlwaysNullAtEnd =
    [
        .. new[]
        {
            "TaxIdentificationNumber", "AccountingCode", "BillingCode", "CarRegistrationNumber", "Passport", "IdentityCard", "Visa", "DriversLicense", "Address", "AddressId",
            "ItalianDestinationCode", "ItalianFiscalCode", "ItalianLotteryCode", "CompanyId",
        }.Select(name => JsonEncodedText.Encode(name)),
    ];

    public static void Write(MewsContext context, int guest)
    {
        var json = context.Json;
        var facts = context.World.People.Describe(guest);
        ref readonly var row = ref context.World.Guest(guest);
        var broken = context.Broken(BrokenEntity.Guests, guest);
        json.WriteStartObject();
        if (broken != BrokenHow.MissingId)
            json.WriteString(MewsNames.Id, context.Ids.Of(MewsKind.Customer, guest));
        json.WriteString(ChainId, context.State.Chain);
        json.WriteString(MewsNames.Number, (60_000 + guest).ToString(CultureInfo.InvariantCulture));
        WritePerson(context, facts, broken == BrokenHow.WrongType);
        foreach (var name in AlwaysNullBeforeEmail)
            json.WriteNull(name);
        context.WriteText(Email, facts.Email);
        json.WriteBoolean(HasOtaEmail, facts.RelayEmail);
        context.WriteText(Phone, facts.Phone);
        context.WriteText(LoyaltyCode, facts.LoyaltyCode);
        context.WriteText(MewsNames.Notes, facts.Notes);
        context.WriteText(DietaryRequirements, facts.Diet);
        context.WriteTime(MewsNames.CreatedUtc, row.Created);
        context.WriteTime(MewsNames.UpdatedUtc, row.Updated);
        foreach (var name in AlwaysNullAtEnd)
            json.WriteNull(name);
        WriteWords(json, ClassificationsName, facts.Classifications);
        WriteWords(json, MewsNames.Options, Dice.Of(context.Property.Seed, 56, guest, 5) == 0 ? ["SendMarketingEmails"] : []);
        context.Write(MergeTargetId, row.MergedInto >= 0 ? context.Ids.Of(MewsKind.Customer, row.MergedInto) : null);
        json.WriteString(ActivityState, row.MergedInto >= 0 ? "Deleted"u8 : "Active"u8);
        json.WriteBoolean(MewsNames.IsActive, row.MergedInto < 0);
        WriteWords(json, PreferredSpaceFeatures, facts.SpaceFeatures);
        json.WriteString(MewsNames.CreatorProfileId, context.Ids.Of(MewsKind.Profile, 0));
        json.WriteString(MewsNames.UpdaterProfileId, context.Ids.Of(MewsKind.Profile, 1));
        json.WriteEndObject();
    }

    private static void WritePerson(MewsContext context, GuestFacts facts, bool wrongType)
    {
        var json = context.Json;
        context.WriteText(Title, facts.Title);
        context.WriteText(Sex, facts.Title is null ? null : facts.Woman ? "Female" : "Male");
        context.WriteText(FirstName, facts.FirstName);
        if (wrongType)
        {
            json.WriteStartObject(LastName);
            json.WriteString(MewsNames.Value, facts.LastName);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString(LastName, facts.LastName);
        }

        context.WriteText(SecondLastName, facts.SecondLastName);
        context.WriteText(NationalityCode, facts.Nationality);
        context.WriteText(PreferredLanguageCode, facts.Language);
        context.WriteText(LanguageCode, facts.Language);
        if (facts.BirthDate is { } born)
            json.WriteString(BirthDate, born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        else
            json.WriteNull(BirthDate);
    }

    private static void WriteWords(Utf8JsonWriter json, JsonEncodedText name, IReadOnlyList<string> words)
    {
        json.WriteStartArray(name);
        foreach (var word in words)
            json.WriteStringValue(word);
        json.WriteEndArray();
    }
}
