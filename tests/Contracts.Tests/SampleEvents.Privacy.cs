using PmsPlatform.Contracts.Privacy;

namespace PmsPlatform.Contracts.Tests;

/// <summary>Samples of erasures.</summary>
internal static partial class SampleEvents
{
    private static IEnumerable<(string Name, object Event)> OfPrivacy()
    {
        var person = new PersonTraces { GuestIds = ["g-1", "g-7"], BookingIds = ["b-1"], Contacts = ["AAECAwQFBgcICQoLDA0ODw=="] };
        yield return ("GuestErasureRequested.1.full", new GuestErasureRequested { Context = Context, ErasureId = Run, Pass = 2, Person = person });
        yield return ("GuestErasureRequested.1.minimal", new GuestErasureRequested { Context = Least, ErasureId = Run, Pass = 1, Person = new PersonTraces() });
        yield return ("GuestErased.1.full", new GuestErased
        {
            Context = Context,
            ErasureId = Run,
            Pass = 2,
            Service = "sync-ledger",
            Counts = new Dictionary<string, long>(StringComparer.Ordinal) { ["guests"] = 2, ["bookings"] = 11 },
        });
        yield return ("GuestErased.1.minimal", new GuestErased
        {
            Context = Least,
            ErasureId = Run,
            Pass = 1,
            Service = "guest-context",
            Counts = new Dictionary<string, long>(StringComparer.Ordinal),
        });
    }
}
