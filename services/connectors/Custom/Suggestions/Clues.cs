using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Custom.Suggestions;

/// <summary>What surrounds a field.</summary>
[Flags]
internal enum Around
{
    Nothing = 0,
    Guest = 1,
    Booker = 2,
    Room = 4,
    Money = 8,
    Stay = 16,
    Channel = 32,
    Other = 64,
}

/// <summary>What speaks for a canonical field.</summary>
/// <param name="Field">The field.</param>
/// <param name="Shapes">Shapes its values may have.</param>
/// <param name="Home">Surroundings it is at home in; without any it fits everywhere but in others' homes.</param>
/// <param name="Names">Names by weight: tokens joined by blanks.</param>
internal sealed record Clue(string Field, Shape Shapes, Around Home, IReadOnlyList<(string[] Tokens, double Weight)> Names);

/// <summary>The words of the trade for each canonical field, best first.</summary>
internal static class Clues
{
    private const Shape Ids = Shape.Integer | Shape.Id | Shape.Word | Shape.Phone | Shape.Date;
    private const Shape Texts = Shape.Word | Shape.Text | Shape.Id | Shape.Integer | Shape.Status | Shape.Channel | Shape.Country | Shape.Language | Shape.Housekeeping;
    private const Shape Days = Shape.Date | Shape.Instant;
    private const Shape Numbers = Shape.Integer | Shape.Decimal;

    public static IReadOnlyList<Clue> Of(EntityKind entity) => entity switch
    {
        EntityKind.Booking => Bookings,
        EntityKind.Guest => Guests,
        _ => Rooms,
    };

    private static readonly Clue[] Bookings =
    [
        C("externalId", Ids, Around.Nothing, "reservation id; booking id; id 99; res id; reservation ids id 90; reservation number 75; booking number 72; uuid 70; reference 55"),
        C("confirmationNumber", Ids, Around.Nothing,
            "confirmation number; confirmation code; confirmation; reference id 90; api reference 88; booking code 88; reference number 86; booking reference 88; code 80; reference 80; number 80; locator 85; pnr 85; channel number 60; booking id 70"),
        C("status", Shape.Word | Shape.Text | Shape.Status | Shape.Integer, Around.Nothing,
            "reservation status; booking status; status; res status 97; state; booking state; reservation state; computed reservation status 70; status code 85; stage 60"),
        C("arrival", Days, Around.Stay,
            "arrival; arrival date; check in date; check in 90; check in date localized 99; start date 92; scheduled start 92; date from 88; from date 88; date arrival; from 80; start 82; begin 75; stay from 88; first night 85; check in time 60"),
        C("departure", Days, Around.Stay,
            "departure; departure date; check out date; check out 90; check out date localized 99; end date 92; scheduled end 92; date to 88; to date 88; date departure; to 80; end 82; until 78; stay to 88; check out time 60"),
        C("expectedArrivalTime", Shape.Time | Shape.Integer | Shape.Instant, Around.Stay,
            "expected arrival time; estimated arrival time; arrival time; planned arrival; expected arrival; eta; check in time 92; check in 86; reservation expected arrival time; scheduled start 55"),
        C("expectedDepartureTime", Shape.Time | Shape.Integer | Shape.Instant, Around.Stay,
            "expected departure time; estimated departure time; departure time; planned departure; expected departure; etd; check out time 92; check out 86; reservation expected departure time; scheduled end 55"),
        C("adults", Shape.Integer, Around.Stay, "adults; number of adults; adults count; number adults; guest breakdown adults; person counts count 75; guest counts count 72; persons 70; number of guests 60; guests count 60; pax 65; people 60"),
        C("children", Shape.Integer, Around.Stay, "children; number of children; children count; number children; children ages 92; kids 85; guest breakdown children"),
        C("channel", Shape.Word | Shape.Text | Shape.Channel | Shape.Status, Around.Channel,
            "channel name; channel; channel code; distribution channel 96; source 90; origin 88; source code 80; source type 82; platform 75; booking source 92; integration platform 80; booked via 80; api source 85; sales channel; ota 80; source name 92"),
        C("total", Numbers, Around.Money,
            "total; total amount; total price; grand total; total gross amount; total gross; gross total; price gross; price 88; gross 85; amount 70; total amount amount; total gross amount amount; total cost 90; total value 90; sub total price 82; sum 70; amount after tax 84; host payout 50; total paid 55"),
        C("balance", Numbers, Around.Money, "balance; balance due; amount due; remaining balance; open; open amount; outstanding; due 85; balance amount; unpaid 85; to pay 80; owed 85"),
        C("notes", Texts, Around.Nothing, "notes; note 95; comment 92; comments 92; remarks; remark; host note 97; internal note 97; internal notes; assistant notice 95; notice 85; staff note 95; memo 85"),
        C("specialRequests", Texts, Around.Nothing, "special requests; special request; guest comment 97; guest note 97; requests 85; wishes; guest request 95; guest wishes; guest message 85; comments 80; guest comments 97"),
        C("createdAt", Shape.Instant | Shape.Date | Shape.Integer, Around.Nothing,
            "created at; created; created utc; create date time; date created; creation date; inserted on 95; booking time 92; booked at 92; create date; created on; booking date 90; reservation date 85; inserted at; created time; booked on 90"),
        C("modifiedAt", Shape.Instant | Shape.Date | Shape.Integer, Around.Nothing,
            "modified at; updated at; modified; updated; updated utc; last modified; last updated; last updated at; last modify date time; date modified; updated on; modified time; last modified at; last change 92; changed at 95; modified on; last update; modification date; latest activity on 70"),
        .. Person("guest", Around.Guest),
        .. Person("booker", Around.Booker),
        C("room.externalId", Ids, Around.Room,
            "room id; unit id; resource id; assigned resource id; apartment id; listing id 92; listing map id 92; accommodation id; space id; property id 72; assigned room id; rental id 90; room type id 55; id 50"),
        C("room.number", Texts, Around.Room, "room number; room name; unit name; unit number; apartment name; room; unit; number 80; name 82; room label; apartment; space name; listing name 85; room id 80"),
        C("room.type", Texts, Around.Room, "room type; room type name 99; unit group name 97; category; room category; category name 97; unit type; room class 70; room type code 85; requested resource category id 60; accommodation type; type 60"),
        C("checkedInAt", Shape.Instant, Around.Stay, "checked in at; actual start; actual check in; check in time 90; actual arrival; arrived at; checked in; actual start utc; check in at 92; checked in time"),
        C("checkedOutAt", Shape.Instant, Around.Stay, "checked out at; actual end; actual check out; check out time 90; actual departure; left at; checked out; actual end utc; check out at 92; checked out time; departed at"),
    ];

    private static readonly Clue[] Guests =
    [
        C("externalId", Ids, Around.Guest, "guest id; id; customer id; profile id; contact id; profile id list id 90"),
        C("name", Texts, Around.Guest, "full name; guest name; name 90; display name 85; customer name"),
        C("firstName", Texts, Around.Guest, "first name; given name; guest first name; person name given name"),
        C("lastName", Texts, Around.Guest, "last name; family name; guest last name; name 40; person name last name"),
        C("title", Texts, Around.Guest, "title; salutation; name title; prefix 80; guest title"),
        C("email", Shape.Email, Around.Guest, "email; emails; email address; guest email; contact email"),
        C("phone", Shape.Phone | Shape.Integer, Around.Guest, "phone; phones; phone number; mobile 96; mobile phone; cell phone 96; telephone; telephone number; telephone numbers; tel; guest phone; guest cell phone; cell 85"),
        C("language", Shape.Language | Shape.Word | Shape.Country, Around.Guest, "language; preferred language; language code; locale; preferred language code; guest locale; lang"),
        C("nationality", Shape.Country | Shape.Word | Shape.Language | Shape.Text, Around.Guest, "nationality; nationality code; nationality country code; country code 85; country 80; guest country 85"),
        C("birthDate", Shape.Date | Shape.Instant, Around.Guest, "birth date; date of birth; birthday; born; guest birth date"),
        C("vip", Shape.Boolean | Shape.Word | Shape.Integer, Around.Guest, "vip; is vip; vip status 85; vip code 70"),
        C("loyalty.tier", Texts, Around.Guest, "loyalty tier; membership level; tier; loyalty level; level 70"),
        C("loyalty.number", Ids, Around.Guest, "loyalty number; membership id; loyalty code; membership number; member number; loyalty id"),
        C("loyalty.programme", Texts, Around.Guest, "loyalty programme; loyalty program; membership type; programme 85; program 80"),
        C("totalStays", Shape.Integer, Around.Guest, "total stays; stays 85; stay count; number of stays; visits 85; bookings count 70"),
        C("doNotContact", Shape.Boolean, Around.Guest, "do not contact; no contact; blocked 60; opt out 85"),
        C("mergedInto", Ids, Around.Guest, "merged into; merge target id; new guest id 80; master id 60"),
        C("modifiedAt", Shape.Instant | Shape.Date, Around.Nothing, "modified at; updated at; modified; updated; updated utc; last modified; last updated; last updated at; last modify date time; date modified; updated on"),
    ];

    private static readonly Clue[] Rooms =
    [
        C("externalId", Ids, Around.Room, "room id; id; unit id; listing id; apartment id; resource id; space id"),
        C("number", Texts, Around.Room, "room number; room name; name 92; number; unit number; internal listing name 94; nickname 93; room id 75; label 80; unit name"),
        C("type", Texts, Around.Room, "room type; room type name; category; unit group name; room category; category name; type 85; property type 80; room type room type; type name"),
        C("floor", Shape.Integer | Texts, Around.Room, "floor; floor number; level 80; storey; ground 60"),
        C("occupancy", Shape.Boolean | Texts, Around.Room, "is occupied; occupied; room occupied; occupancy; occupancy status; front office status; frontdesk status 85"),
        C("housekeeping", Texts | Shape.Integer, Around.Room,
            "housekeeping status; housekeeping; condition; room condition; cleaning status; cleanness status; cleaning 92; clean status; state 80; status text 88; status condition; housekeeping room status 96; cleaning status value; status 78"),
        C("service", Shape.Boolean | Texts, Around.Room, "service status; is active 80; active 80; in service; out of order 70; room blocked 70; service 90"),
        C("nightlyRate", Numbers, Around.Money, "nightly rate; base price; rate; price per night; price minimal 85; price 85; rack rate"),
        C("capacity", Shape.Integer, Around.Room, "capacity; max persons; max people; max occupancy; person capacity; accommodates; max guests; sleeps; beds 40"),
        C("modifiedAt", Shape.Instant | Shape.Date, Around.Nothing, "modified at; updated at; modified; updated; updated utc; last modified; last updated; updated on"),
    ];

    private static readonly (Around Around, string[] Words)[] Surroundings =
    [
        (Around.Booker, ["booker", "bookedby", "orderer", "purchaser"]),
        (Around.Guest, ["guest", "guests", "customer", "customers", "contact", "profile", "traveller", "traveler", "holder", "person", "account", "client"]),
        (Around.Room, ["room", "rooms", "unit", "units", "apartment", "resource", "space", "listing", "accommodation", "assigned"]),
        (Around.Money, ["money", "price", "prices", "total", "totals", "balance", "amount", "amounts", "payment", "payments", "rate", "cost", "gross", "folio"]),
        (Around.Stay, ["stay", "dates", "expected", "party", "guestcounts", "breakdown", "counts", "times", "slices"]),
        (Around.Channel, ["channel", "source", "segmentation", "integration", "distribution", "origin"]),
        (Around.Other, ["property", "hotel", "address", "ratelan", "plan", "detailed", "invoice", "items", "daily", "custom", "company", "subtotals", "tax", "taxes", "fees", "additional", "related", "vip", "service"]),
    ];

    /// <summary>The nearest surroundings that say something, from the nearest parent outwards.</summary>
    public static Around AroundOf(Leaf leaf)
    {
        // A booker has a profile and contacts as a guest has: whoever is named first is meant.
        if (leaf.Parents.Any(parent => parent.Any(token => Surroundings[0].Words.Contains(token, StringComparer.Ordinal))))
            return Around.Booker;
        for (var level = leaf.Parents.Count - 1; level >= 0; level--)
        {
            // "totalAmount.amount" and "roomStay.arrivalDate": the last word of a name says most.
            foreach (var token in leaf.Parents[level].Reverse())
            {
                foreach (var (around, words) in Surroundings)
                {
                    if (words.Contains(token, StringComparer.Ordinal))
                        return around;
                }
            }
        }

        return Around.Nothing;
    }

    private static Clue[] Person(string who, Around home)
    {
        var prefix = who + " ";
        return
        [
            C($"{who}.externalId", Ids, home, $"{prefix}id; customer id 92; account id 80; profile id 85; id 60"),
            C($"{who}.name", Texts, home, $"{prefix}name; full name; customer name 92; name 85"),
            C($"{who}.firstName", Texts, home, $"{prefix}first name; first name; given name"),
            C($"{who}.lastName", Texts, home, $"{prefix}last name; last name; family name"),
            C($"{who}.email", Shape.Email, home, $"{prefix}email; email; email address; contact email 90"),
            C($"{who}.phone", Shape.Phone | Shape.Integer, home, $"{prefix}phone; phone; phone number; mobile 95; cell phone 95; telephone; tel; {prefix}cell phone; {prefix}mobile; mobile phone 95"),
        ];
    }

    private static Clue C(string field, Shape shapes, Around home, string names) => new(
        field,
        shapes,
        home,
        [
            .. names.Split(';', StringSplitOptions.TrimEntries).Select(name =>
            {
                var words = name.Split(' ');
                return int.TryParse(words[^1], System.Globalization.CultureInfo.InvariantCulture, out var percent) ? (words[..^1], percent / 100.0) : (words, 0.98);
            }),
        ]);
}
