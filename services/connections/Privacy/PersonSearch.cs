using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PmsPlatform.Contracts.Privacy;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Privacy;

namespace PmsPlatform.Connections.Privacy;

/// <summary>A person at a hotel.</summary>
internal sealed record Person(string HotelId, string FoundBy, IReadOnlyList<PersonAtConnection> Connections, int OpenStays);

/// <summary>Finds out whom a request means, at every connection the hotel has or had.</summary>
internal sealed class PersonSearch(RegistryContext registry, PrivacyCalls calls, PersonalDataProtector protector)
{
    private const int LongestText = 320;
    private const int LongestId = 500;

    /// <returns>The person, or what is wrong with the request.</returns>
    /// <exception cref="ServiceSilentException">A service did not answer.</exception>
    public async Task<(Person? Person, ProblemHttpResult? Problem)> FindAsync(PrivacyRequest body, CallerIdentity caller, CancellationToken cancellationToken)
    {
        if (HotelOf(body, caller, out var wrongHotel) is not { } hotel)
            return (null, wrongHotel);
        if (SubjectOf(body, hotel, out var wrongSubject) is not { } subject)
            return (null, wrongSubject);

        var found = await calls.FindAsync(new PersonQuestion { HotelId = hotel, Contacts = subject.Contacts, Guest = subject.Guest }, cancellationToken);
        var links = await registry.Links.AsNoTracking().Where(link => link.HotelId == hotel).Select(link => new { link.ConnectionId, link.Vendor }).ToListAsync(cancellationToken);

        // What is about the person may lie anywhere: also where he has no profile, and where nothing was ever mapped.
        var connections = found.Connections.ToDictionary(connection => connection.ConnectionId, StringComparer.Ordinal);
        foreach (var link in links)
            connections.TryAdd(link.ConnectionId, new PersonAtConnection(link.ConnectionId, link.Vendor, new PersonTraces { Contacts = subject.Contacts }));
        if (subject.Guest is { ConnectionId: { } through, ExternalId: { } id } && connections.TryGetValue(through, out var own) && !own.Person.GuestIds.Contains(id, StringComparer.Ordinal))
            connections[through] = own with { Person = own.Person with { GuestIds = [.. own.Person.GuestIds, id] } };
        return (new Person(hotel, subject.FoundBy, [.. connections.Values.OrderBy(connection => connection.ConnectionId, StringComparer.Ordinal)], found.OpenStays), null);
    }

    private static string? HotelOf(PrivacyRequest body, CallerIdentity caller, out ProblemHttpResult? problem)
    {
        problem = null;
        if (body.HotelId is { } named)
        {
            problem = caller.MaySee(named) ? null : Problem.NotFound("hotel");
            return problem is null ? named : null;
        }

        if (caller.HotelIds is [var only])
            return only;
        problem = Problem.Invalid("$.hotelId", "is missing: the caller has not exactly one hotel where guests' data may be managed.");
        return null;
    }

    private Subject? SubjectOf(PrivacyRequest body, string hotel, out ProblemHttpResult? problem)
    {
        problem = null;
        if (new[] { body.Phone is not null, body.Email is not null, body.Guest is not null }.Count(given => given) != 1)
        {
            problem = Problem.Invalid("$", "needs exactly one of phone, email and guest.");
            return null;
        }

        if (body.Guest is { } guest)
        {
            if (guest is { ConnectionId: { Length: > 0 and <= LongestId }, ExternalId: { Length: > 0 and <= LongestId } } && !$"{guest.ConnectionId}{guest.ExternalId}".Contains('\0', StringComparison.Ordinal))
                return new Subject("guest", [], guest);
            problem = Problem.Invalid("$.guest", $"needs connectionId and externalId, each of at most {LongestId} characters.");
            return null;
        }

        var (kind, value) = body.Phone is { } phone
            ? (ContactForm.Phone, phone.Length <= LongestText ? ContactForm.OfPhone(phone) : null)
            : (ContactForm.Email, body.Email!.Length <= LongestText ? ContactForm.OfEmail(body.Email) : null);
        if (value is not null)
            return new Subject(kind, [Convert.ToBase64String(protector.BlindIndex(hotel, kind, value))], null);
        problem = Problem.Invalid($"$.{kind}", kind is ContactForm.Phone ? $"is no phone number: it has {PhoneDigits.Fewest} to {PhoneDigits.Most} digits." : "is no e-mail address.");
        return null;
    }

    private sealed record Subject(string FoundBy, IReadOnlyList<string> Contacts, ProfileReference? Guest);
}
