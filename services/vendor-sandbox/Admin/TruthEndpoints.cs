using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.Vendors;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Admin;

/// <summary>/admin/truth: the world in neutral words, to compare with what a sync brought. JSON lines, or pages with <c>limit</c>.</summary>
internal static class TruthEndpoints
{
    private const int MostPerPage = 10_000;
    private const int LinesAtOnce = 500;
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void MapTruth(this RouteGroupBuilder admin)
    {
        admin.MapGet("/truth/{property}/summary", (string property, PropertyDirectory properties) =>
            properties.Find(property) is { } found ? Results.Ok(Summarise(found)) : Problem.NotFound("property"));
        admin.MapGet("/truth/{property}/{kind}", Read);
    }

    private static IResult Read(string property, string kind, int? after, int? limit, PropertyDirectory properties)
    {
        if (properties.Find(property) is not { } found)
            return Problem.NotFound("property");
        if (!Enum.TryParse<TruthKind>(kind, ignoreCase: true, out var wanted) || !Enum.IsDefined(wanted) || char.IsAsciiDigit(kind[0]))
            return Problem.NotFound("kind of truth");
        if (limit is < 1 or > MostPerPage)
            return Problem.Invalid("limit", $"1 to {MostPerPage}.");
        if (after is < 0)
            return Problem.Invalid("after", "the value of next of the page before.");
        return limit is { } most ? WritePage(found, wanted, after ?? 0, most) : Results.Stream(stream => WriteLinesAsync(found, wanted, stream), "application/x-ndjson");
    }

    private static IResult WritePage(Property property, TruthKind kind, int after, int limit)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Writing);
        property.World.Gate.EnterReadLock();
        try
        {
            var truth = property.Vendor.Truth(property);
            var records = truth.Records(kind);
            json.WriteStartObject();
            json.WriteStartArray("items"u8);
            foreach (var record in records.Skip(after).Take(limit))
                truth.Write(kind, record, json);
            json.WriteEndArray();
            if (after + limit < records.Count)
                json.WriteNumber("next"u8, after + limit);
            json.WriteEndObject();
        }
        finally
        {
            property.World.Gate.ExitReadLock();
        }

        json.Flush();
        return Results.Bytes(buffer.WrittenMemory.ToArray(), "application/json");
    }

    /// <summary>Writes some lines at a time, so that a slow reader does not keep the world from changing.</summary>
    private static async Task WriteLinesAsync(Property property, TruthKind kind, Stream stream)
    {
        var buffer = new ArrayBufferWriter<byte>(256 * 1024);
        for (var at = 0; ; at += LinesAtOnce)
        {
            buffer.ResetWrittenCount();
            if (!Append(property, kind, at, buffer))
                return;
            await stream.WriteAsync(buffer.WrittenMemory);
        }
    }

    private static bool Append(Property property, TruthKind kind, int from, ArrayBufferWriter<byte> buffer)
    {
        property.World.Gate.EnterReadLock();
        try
        {
            var truth = property.Vendor.Truth(property);
            var records = truth.Records(kind);
            for (var at = from; at < Math.Min(records.Count, from + LinesAtOnce); at++)
            {
                using (var json = new Utf8JsonWriter(buffer, Writing))
                    truth.Write(kind, records[at], json);
                buffer.Write("\n"u8);
            }

            return from < records.Count;
        }
        finally
        {
            property.World.Gate.ExitReadLock();
        }
    }

    private static TruthSummary Summarise(Property property)
    {
        property.World.Gate.EnterReadLock();
        try
        {
            var truth = property.Vendor.Truth(property);
            var bookings = truth.Records(TruthKind.Bookings);
            var fewest = truth.FewestCalls();
            var pageByPage = truth.CallsPageByPage();
            var changed = property.World.Changed;
            return new TruthSummary
            {
                Property = property.Id,
                Vendor = property.Vendor.Name,
                Bookings = bookings.Count,
                Guests = truth.Records(TruthKind.Guests).Count,
                Rooms = truth.Records(TruthKind.Rooms).Count,
                ByStatus = bookings.CountBy(truth.Status).OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
                Broken = Enum.GetValues<BrokenEntity>()
                    .Select(entity => (Name: entity.ToString().ToLower(CultureInfo.InvariantCulture), Count: property.Faults.Broken(entity)?.All.Count ?? 0))
                    .Where(entry => entry.Count > 0)
                    .ToDictionary(entry => entry.Name, entry => entry.Count, StringComparer.Ordinal),
                LatestChange = property.Vendor is IKeepsRecords keeper ? keeper.LatestChange(property) : changed.Count == 0 ? null : Moment.ToInstant(property.World.Stay(changed[changed.Count - 1]).Updated),
                FewestCalls = fewest.Sum(calls => calls.Calls),
                FewestCallsBy = fewest,
                PageByPage = pageByPage.Count == 0 ? null : new CallPlan(pageByPage.Sum(calls => calls.Calls), pageByPage),
            };
        }
        finally
        {
            property.World.Gate.ExitReadLock();
        }
    }
}
