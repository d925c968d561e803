using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>customers/getAll and customers/update (connector-api/operations/customers.md).</summary>
internal static class MewsCustomers
{
    private static readonly JsonEncodedText Customers = JsonEncodedText.Encode("Customers");
    private static readonly FrozenSet<string> ActivityStates = new[] { "Active", "Deleted" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Titles = new[] { "Mister", "Miss", "Misses" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Classifications = new[]
    {
        "PaymasterAccount", "Blacklist", "Media", "LoyaltyProgram", "PreviousComplaint", "Returning", "Staff", "FriendOrFamily", "TopManagement", "Important", "VeryImportant",
        "Problematic", "Cashlist", "DisabledPerson", "Military", "Airline", "HealthCompliant", "InRoom", "WaitingForRoom", "Student", "Blocklist",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static void GetAll(MewsContext context)
    {
        var request = context.Request;
        if (request.Member("Extent") is not { ValueKind: JsonValueKind.Object } extent)
            throw MewsRequest.Invalid("Extent", "is required");
        var (count, cursor) = request.Limitation();
        var before = context.Before(cursor, MewsKind.Customer, context.World.GuestCount);
        var wanted = Wanted(context);
        var page = new List<int>(count);
        foreach (var guest in Candidates(context, before))
        {
            if (!wanted(guest))
                continue;
            page.Add(guest);
            if (page.Count == count)
                break;
        }

        context.RefuseWhenHeavy(page.Count);
        var shown = extent.TryGetProperty("Customers", out var customers) && customers.ValueKind == JsonValueKind.True;
        context.WritePage(
            Customers,
            page,
            guest => context.Ids.Of(MewsKind.Customer, guest),
            guest => { if (shown) MewsCustomerJson.Write(context, guest); },
            static json => json.WriteNull("Documents"u8));
    }

    public static void Update(MewsContext context)
    {
        var request = context.Request;
        var guest = context.Numbers([request.RequiredId("CustomerId")], MewsKind.Customer, context.World.GuestCount) is [var found] ? found : throw MewsRequest.Invalid("CustomerId", "is unknown");
        if (request.Text("Title") is { } title && !Titles.Contains(title))
            throw MewsRequest.Invalid("Title", "is unknown");
        var birthDate = request.Text("BirthDate") is not { } text ? (DateOnly?)null
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : throw MewsRequest.Invalid("BirthDate", "must be a date");
        var classifications = request.Words("Classifications", Classifications);
        var email = Given("Email");
        if (email is not null && Enumerable.Range(0, context.World.GuestCount).Any(other => other != guest && context.World.People.Describe(other).Email == email))
            throw new VendorRefusal(StatusCodes.Status403Forbidden, "Another customer has this email already.");
        context.World.EditGuest(guest, context.Property.Now, edits => edits with
        {
            Title = Given("Title") ?? edits.Title,
            FirstName = Given("FirstName") ?? edits.FirstName,
            LastName = Given("LastName") ?? edits.LastName,
            SecondLastName = Given("SecondLastName") ?? edits.SecondLastName,
            Nationality = Given("NationalityCode") ?? edits.Nationality,
            Language = Given("PreferredLanguageCode") ?? edits.Language,
            Email = email ?? edits.Email,
            Phone = Given("Phone") ?? edits.Phone,
            Notes = Given("Notes") ?? edits.Notes,
            Diet = Given("DietaryRequirements") ?? edits.Diet,
            LoyaltyCode = Given("LoyaltyCode") ?? edits.LoyaltyCode,
            BirthDate = birthDate ?? edits.BirthDate,
            Classifications = classifications is { Count: > 0 } ? classifications : edits.Classifications,
        });
        MewsCustomerJson.Write(context, guest);

        // An empty value leaves the member as it is.
        string? Given(string name) => request.Text(name) is { Length: > 0 } value ? value : null;
    }

    private static IEnumerable<int> Candidates(MewsContext context, int before)
    {
        if (context.Request.Ids("CustomerIds") is { } ids)
            return context.Numbers(ids, MewsKind.Customer, before);
        return Enumerable.Range(0, before).Select(step => before - 1 - step);
    }

    private static Func<int, bool> Wanted(MewsContext context)
    {
        var request = context.Request;
        var world = context.World;
        var (created, updated, deleted) = (request.Interval("CreatedUtc"), request.Interval("UpdatedUtc"), request.Interval("DeletedUtc"));
        var (emails, firstNames, lastNames, codes) = (Set("Emails"), Set("FirstNames"), Set("LastNames"), Set("LoyaltyCodes"));
        var states = request.Words("ActivityStates", ActivityStates);
        var companies = request.Ids("CompanyIds", 1);
        var described = emails ?? firstNames ?? lastNames ?? codes;
        if (described is null && created is null && updated is null && deleted is null && companies is null && request.Member("CustomerIds") is null)
            throw MewsRequest.Invalid("CustomerIds", "is required if no other filter is provided");
        return guest =>
        {
            ref readonly var row = ref world.Guest(guest);
            var merged = row.MergedInto >= 0;
            if ((created is { } from && !from.Holds(row.Created)) || (updated is { } since && !since.Holds(row.Updated)) || companies is not null)
                return false;
            if ((deleted is { } gone && !(merged && gone.Holds(row.Updated))) || (states is not null && !states.Contains(merged ? "Deleted" : "Active")))
                return false;
            if (described is null)
                return true;
            var facts = world.People.Describe(guest);
            return (emails is null || (facts.Email is { } email && emails.Contains(email)))
                && (firstNames is null || (facts.FirstName is { } first && firstNames.Contains(first)))
                && (lastNames is null || lastNames.Contains(facts.LastName))
                && (codes is null || (facts.LoyaltyCode is { } code && codes.Contains(code)));
        };

        HashSet<string>? Set(string name) => request.Texts(name) is { } texts ? new HashSet<string>(texts, StringComparer.OrdinalIgnoreCase) : null;
    }
}
