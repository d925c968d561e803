using PmsPlatform.ServiceDefaults;
using PmsPlatform.VendorSandbox.Calls;
using PmsPlatform.VendorSandbox.Properties;

namespace PmsPlatform.VendorSandbox.Admin;

/// <summary>/admin/calls: who called what, how often, and how many were refused for being too many.</summary>
internal static class CallEndpoints
{
    private const int MostEntries = 2000;

    public static void MapCalls(this RouteGroupBuilder admin)
    {
        admin.MapGet("/calls", (string? property, int? last, PropertyDirectory properties) =>
        {
            if (last is < 0 or > MostEntries)
                return Problem.Invalid("last", $"0 to {MostEntries}.");
            if (property is null)
                return Results.Ok<IReadOnlyDictionary<string, CallSummary>>(properties.All.ToDictionary(each => each.Id, each => each.Calls.Summarise(last ?? 0), StringComparer.Ordinal));
            return properties.Find(property) is { } found ? Results.Ok(found.Calls.Summarise(last ?? 0)) : Problem.NotFound("property");
        });
        admin.MapDelete("/calls", (string? property, PropertyDirectory properties) =>
        {
            if (property is not null && properties.Find(property) is null)
                return Problem.NotFound("property");
            foreach (var each in properties.All.Where(each => property is null || each.Id == property))
                each.Calls.Reset();
            return Results.NoContent();
        });
    }
}
