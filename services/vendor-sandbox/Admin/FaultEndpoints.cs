using PmsPlatform.ServiceDefaults;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.Properties;

namespace PmsPlatform.VendorSandbox.Admin;

/// <summary>/admin/faults: what goes wrong on demand.</summary>
internal static class FaultEndpoints
{
    private const long MostHugeBytes = 1024L * 1024 * 1024;
    private static int _last;

    public static void MapFaults(this RouteGroupBuilder admin)
    {
        admin.MapGet("/faults", (PropertyDirectory properties, TimeProvider time) =>
            TypedResults.Ok<IReadOnlyList<FaultView>>([.. properties.All.SelectMany(property => property.Faults.All.Select(fault => View(property, fault, time)))]));
        admin.MapPost("/faults", Order);
        admin.MapDelete("/faults", (int? id, string? property, PropertyDirectory properties) =>
        {
            var ended = properties.All.Where(candidate => property is null || candidate.Id == property).Sum(candidate => candidate.Faults.Remove(id));
            return ended == 0 && id is not null ? Problem.NotFound("fault") : Results.NoContent();
        });
    }

    private static IResult Order(FaultOrder order, PropertyDirectory properties, TimeProvider time)
    {
        if (Wrong(order) is var (field, reason))
            return Problem.Invalid(field, reason);
        var concerned = properties.All.Where(property => order.Property is { } id ? property.Id == id : property.Vendor.Name == order.Vendor).ToList();
        if (concerned.Count == 0)
            return Problem.NotFound(order.Property is null ? "vendor" : "property");
        var fault = new Fault(Interlocked.Increment(ref _last), order, time.GetUtcNow());
        foreach (var property in concerned)
        {
            property.World.Gate.EnterReadLock();
            try
            {
                property.Faults.Add(fault);
            }
            finally
            {
                property.World.Gate.ExitReadLock();
            }
        }

        return Results.Ok<IReadOnlyList<FaultView>>([.. concerned.Select(property => View(property, fault, time))]);
    }

    private static (string Field, string Reason)? Wrong(FaultOrder order)
    {
        if (order.Property is null == order.Vendor is null)
            return ("$.property", "either property or vendor is needed.");
        if (order.Count is < 1)
            return ("$.count", "at least 1.");
        if (order.Probability is <= 0 or > 1)
            return ("$.probability", "above 0, at most 1.");
        if (order.Duration is { } duration && duration <= TimeSpan.Zero)
            return ("$.duration", "a time span above zero, as in 00:00:30.");
        if (order.Delay is { } delay && (delay < TimeSpan.Zero || delay > TimeSpan.FromHours(1)))
            return ("$.delay", "a time span up to an hour.");
        if (order.Records is < 1 or > 100_000)
            return ("$.records", "1 to 100000.");
        return order.Bytes is < 1 or > MostHugeBytes ? ("$.bytes", $"1 to {MostHugeBytes}.") : null;
    }

    private static FaultView View(Property property, Fault fault, TimeProvider time) =>
        new(fault.Id, property.Id, fault.Fired, fault.IsOver(time.GetUtcNow()), fault.Since, fault.Order);
}
