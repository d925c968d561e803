using System.Collections;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using PmsPlatform.Connections.Links;
using PmsPlatform.Contracts.Audit;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Audit;

/// <summary>
/// Puts every change of configuration, users and keys on record, in the transaction that makes it: there is no change without its entry, and no entry without
/// its change. No endpoint can forget it.
/// </summary>
internal sealed class AuditedSaving(IHttpContextAccessor http, TimeProvider time) : SaveChangesInterceptor
{
    private const int LongestValue = 500;

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } context)
        {
            Forget(context);
            context.AddRange(context.ChangeTracker.Entries().Select(EntryOf).OfType<AuditEntry>().Select(entry => AuditIntake.Of(entry, isDerived: true)).ToList());
        }

        return ValueTask.FromResult(result);
    }

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result) =>
        throw new NotSupportedException("Save asynchronously: what is saved is put on record on the way.");

    /// <summary>What the database refused did not happen.</summary>
    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } context)
            Forget(context);
        return Task.CompletedTask;
    }

    private static void Forget(DbContext context)
    {
        foreach (var intake in context.ChangeTracker.Entries<AuditIntake>().Where(intake => intake.Entity.IsDerived).ToList())
            intake.State = EntityState.Detached;
    }

    private AuditEntry? EntryOf(EntityEntry row)
    {
        if (row.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted) || AuditShapes.Find(row.Entity.GetType()) is not { } shape)
            return null;
        var changes = row.State is EntityState.Deleted ? [] : ChangesOf(row, shape);
        if (row.State is EntityState.Modified && changes.Count == 0)
            return null;

        var did = row.State switch { EntityState.Added => "created", EntityState.Deleted => "deleted", _ => "changed" };
        var (organization, hotel) = PlaceOf(row);
        var request = http.HttpContext;
        var caller = request?.Features.Get<CallerIdentity>();
        var now = time.GetUtcNow();
        return new AuditEntry
        {
            Id = Guid.CreateVersion7(now),
            OccurredAt = now,
            Actor = caller is null ? Audited.Service("connections") : Audited.ActorOf(caller),
            Action = $"{shape.Noun}.{did}",
            Target = $"{shape.Noun} {shape.Id(row.Entity)}",
            OrganizationId = organization ?? caller?.OrganizationId,
            HotelId = hotel,
            Address = caller?.Address,
            CorrelationId = request?.CorrelationId(),
            Changes = changes,
        };
    }

    /// <summary>Whose business a row is; a schedule's is its connection's.</summary>
    private static (string? Organization, string? Hotel) PlaceOf(EntityEntry row)
    {
        if (row.Entity is Schedule schedule)
        {
            var link = row.Context.ChangeTracker.Entries<Link>().FirstOrDefault(link => link.Entity.ConnectionId == schedule.ConnectionId)?.Entity;
            return (link?.OrganizationId, link?.HotelId);
        }

        return (ValueOf("OrganizationId"), ValueOf("HotelId"));

        string? ValueOf(string name) => row.Metadata.FindProperty(name) is { } property ? row.Property(property.Name).CurrentValue as string : null;
    }

    private static Dictionary<string, AuditChange> ChangesOf(EntityEntry row, AuditShape shape)
    {
        var changes = new Dictionary<string, AuditChange>(StringComparer.Ordinal);
        foreach (var property in row.Properties)
        {
            var name = property.Metadata.Name;
            if (shape.Silent.Contains(name) || (row.State is EntityState.Modified && !property.IsModified))
                continue;

            var isSecret = shape.Secret.Contains(name);
            var before = row.State is EntityState.Added ? null : property.OriginalValue;
            foreach (var (part, from, to) in Parts(before, property.CurrentValue))
            {
                if (!string.Equals(from, to, StringComparison.Ordinal))
                    changes[NameOf(name, part)] = isSecret ? Word(from, to) : new AuditChange(Short(from), Short(to));
            }
        }

        return changes;
    }

    /// <summary>A value as text before and after; of names with values, one for each name.</summary>
    private static IEnumerable<(string? Part, string? From, string? To)> Parts(object? before, object? after)
    {
        if (before is not Dictionary<string, string> && after is not Dictionary<string, string>)
            return [(null, Text(before), Text(after))];

        var (from, to) = (before as Dictionary<string, string> ?? [], after as Dictionary<string, string> ?? []);
        return from.Keys.Union(to.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => ((string?)name, from.GetValueOrDefault(name), to.GetValueOrDefault(name)));
    }

    private static AuditChange Word(string? from, string? to) => (from, to) switch
    {
        (null, _) => new(null, "set"),
        (_, null) => new("set", null),
        _ => new("set", "changed"),
    };

    private static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        DateTimeOffset instant => instant.ToString("O", CultureInfo.InvariantCulture),
        IEnumerable list => string.Join(", ", list.Cast<object?>().Select(Text)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static string? Short(string? text) => text is { Length: > LongestValue } ? text[..LongestValue] + "…" : text;

    private static string NameOf(string property, string? part)
    {
        var name = char.ToLowerInvariant(property[0]) + property[1..];
        return part is null ? name : $"{name}.{part}";
    }
}
