using System.Globalization;
using PmsPlatform.Cli.Demo.Founding;

namespace PmsPlatform.Cli.Demo;

/// <summary>The report for people.</summary>
internal static class DemoTable
{
    public static void Print(DemoReport report)
    {
        Console.WriteLine();
        PrintFounded(report.Founded);
        Console.WriteLine($"  {"vendor",-10}{"bookings",10}{"guests",8}{"rooms",7}{"calls",7}{"fewest",8}{"429",5}{"quarantined",13}{"seconds",9}  equals the sandbox");
        foreach (var vendor in report.Vendors)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {vendor.Vendor,-10}{vendor.Bookings,10}{vendor.Guests,8}{vendor.Rooms,7}{vendor.Calls,7}{vendor.FewestCalls,8}{vendor.Throttled,5}{vendor.Quarantined,13}{vendor.Seconds,9:0.0}  {(vendor.MatchesSandbox ? "yes" : "NO")}"));
            foreach (var difference in vendor.Differences)
                Console.WriteLine($"      {difference}");
        }

        Console.WriteLine();
        PrintContext(report);
        PrintLive(report);
    }

    private static void PrintFounded(FoundingReport founded)
    {
        Console.WriteLine($"  Made by the API alone, beginning with the link that the first start printed:");
        Console.WriteLine($"    organisation  {founded.Organization} ({founded.OrganizationId})");
        Console.WriteLine($"    people        {founded.Owner}, Owner; {founded.Invited.Email}, {founded.Invited.Role} by invitation: makes keys: {(founded.Invited.MakesNoKeys ? "no" : "YES")}");
        Console.WriteLine($"    key           {founded.Key.Name} {founded.Key.Prefix}… ({string.Join(", ", founded.Key.Permissions)})");
        foreach (var (hotel, connection) in founded.Hotels.Zip(founded.Connections))
            Console.WriteLine($"    hotel         {hotel.Name} ({hotel.Id}): {connection.Trial} Connected as {connection.Id}");
        Console.WriteLine();
    }

    private static void PrintLive(DemoReport report)
    {
        foreach (var live in report.Live)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {live.Vendor,-10}a change at the vendor was in the ledger by webhook after {live.WebhookMilliseconds:0} ms; note at the vendor: {YesNo(live.NoteInSandbox)}; charge at the vendor: {YesNo(live.ChargeInSandbox)}"));
        }

        var outage = report.Outage;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {outage.Vendor,-10}out of order: answered from {outage.AgeSeconds:0} s before (stale: {YesNo(outage.Stale)}), a note waited: {YesNo(outage.NoteWaited)}; back: it arrived: {YesNo(outage.NoteArrived)}"));
        Console.WriteLine();
    }

    private static string YesNo(bool seen) => seen ? "yes" : "NO";

    private static void PrintContext(DemoReport report)
    {
        if (report.Context is not { } context)
        {
            Console.WriteLine("  Nobody is known by that number.");
            return;
        }

        var guest = context.GetProperty("guest");
        Console.WriteLine($"  Calling: {Comparison.Member(guest, "firstName")} {Comparison.Member(guest, "lastName")}");
        if (context.TryGetProperty("booking", out var booking))
        {
            var phase = Comparison.Member(context, "phase");
            Console.WriteLine($"  Stay:    {Comparison.Member(booking, "arrival")} to {Comparison.Member(booking, "departure")}, {Comparison.Member(booking, "status")} ({phase})");
        }

        if (context.TryGetProperty("room", out var room))
            Console.WriteLine($"  Room:    {Comparison.Member(room, "number")}, {Comparison.Member(room, "type")}, {Comparison.Member(room, "housekeeping")}");
        Console.WriteLine($"  Age:     {Comparison.Member(context.GetProperty("source"), "ageSeconds")} s");
        Console.WriteLine();
    }
}
