using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using PmsPlatform.Connections.Audit;
using PmsPlatform.Connections.Hotels;
using PmsPlatform.Connections.Links;
using PmsPlatform.Connections.Notices;
using PmsPlatform.Connections.Privacy;

namespace PmsPlatform.Connections;

/// <summary>The registry's tables. Their definition is the numbered SQL in <c>Migrations/</c>; names are the members' names in snake case.</summary>
internal sealed partial class RegistryContext(DbContextOptions<RegistryContext> options, TimeProvider time) : DbContext(options)
{
    public DbSet<Organization> Organizations => Set<Organization>();

    public DbSet<HotelRow> Hotels => Set<HotelRow>();

    public DbSet<PropertyMapping> PropertyMappings => Set<PropertyMapping>();

    public DbSet<Link> Links => Set<Link>();

    public DbSet<Schedule> Schedules => Set<Schedule>();

    public DbSet<AuditRow> AuditEntries => Set<AuditRow>();

    public DbSet<NoticeTarget> NoticeTargets => Set<NoticeTarget>();

    public DbSet<Notice> Notices => Set<Notice>();

    public DbSet<Erasure> Erasures => Set<Erasure>();

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var entry in ChangeTracker.Entries<IVersioned>().Where(entry => entry.State is EntityState.Modified))
        {
            entry.Entity.Version++;
            entry.Entity.ChangedAt = time.GetUtcNow();
        }

        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);

        modelBuilder.Entity<Organization>().ToTable("organization").HasKey(organization => organization.OrganizationId);
        modelBuilder.Entity<HotelRow>().ToTable("hotel").HasKey(hotel => hotel.HotelId);
        modelBuilder.Entity<PropertyMapping>().ToTable("property_mapping")
            .HasKey(mapping => new { mapping.OrganizationId, mapping.Vendor, mapping.Account, mapping.PropertyId });
        modelBuilder.Entity<Schedule>().ToTable("schedule").HasKey(schedule => new { schedule.ConnectionId, schedule.Feed });
        MapLinks(modelBuilder);
        MapIntake(modelBuilder);
        modelBuilder.Entity<AuditRow>().ToTable("audit_entry").HasKey(row => row.Sequence);
        modelBuilder.Entity<AuditRow>().Property(row => row.Document).HasColumnType("json");
        MapNotices(modelBuilder);
        MapErasures(modelBuilder);
        TellWhatBelongsTo(modelBuilder);
        NameInSnakeCase(modelBuilder);
    }

    private static void MapNotices(ModelBuilder modelBuilder)
    {
        var target = modelBuilder.Entity<NoticeTarget>().ToTable("notice_target");
        target.HasKey(row => row.TargetId);
        target.Property(row => row.Kind).HasConversion<string>();
        var notice = modelBuilder.Entity<Notice>().ToTable("notice");
        notice.HasKey(row => row.NoticeId);
        notice.HasMany(row => row.Deliveries).WithOne().HasForeignKey(delivery => delivery.NoticeId);
        modelBuilder.Entity<NoticeDelivery>().ToTable("notice_delivery").HasKey(row => new { row.NoticeId, row.TargetId });
    }

    private static void MapErasures(ModelBuilder modelBuilder)
    {
        var erasure = modelBuilder.Entity<Erasure>().ToTable("erasure");
        erasure.HasKey(row => row.ErasureId);
        erasure.HasMany(row => row.Parts).WithOne().HasForeignKey(part => part.ErasureId);
        var part = modelBuilder.Entity<ErasurePart>().ToTable("erasure_part");
        part.HasKey(row => new { row.ErasureId, row.ConnectionId, row.Service });
        part.Property(row => row.Person).HasColumnType("jsonb");
        part.Property(row => row.Counts).HasColumnType("jsonb");
    }

    private static void MapLinks(ModelBuilder modelBuilder)
    {
        var link = modelBuilder.Entity<Link>().ToTable("connection");
        link.HasKey(row => row.ConnectionId);
        link.Ignore(row => row.State);
        link.HasOne(row => row.Status).WithOne().HasForeignKey<LinkStatus>(status => status.ConnectionId);
        link.HasMany(row => row.Schedules).WithOne().HasForeignKey(schedule => schedule.ConnectionId);
        foreach (var document in (string[])[nameof(Link.Settings), nameof(Link.SealedSettings), nameof(Link.Reads), nameof(Link.Retries), nameof(Link.FieldOverrides)])
            link.Property<Dictionary<string, string>>(document).HasColumnType("jsonb").HasConversion(JsonText.Converter, JsonText.Comparer);

        var status = modelBuilder.Entity<LinkStatus>().ToTable("connection_status");
        status.HasKey(row => row.ConnectionId);
        status.Property(row => row.State).HasConversion<string>();
    }

    /// <summary>What refers to what, so that rows that are new together are written in an order the constraints allow. Deleting is left to the database.</summary>
    private static void TellWhatBelongsTo(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<HotelRow>().HasOne<Organization>().WithMany().HasForeignKey(hotel => hotel.OrganizationId).OnDelete(DeleteBehavior.ClientNoAction);
        modelBuilder.Entity<Link>().HasOne<HotelRow>().WithMany().HasForeignKey(link => link.HotelId).OnDelete(DeleteBehavior.ClientNoAction);
        modelBuilder.Entity<PropertyMapping>().HasOne<HotelRow>().WithMany().HasForeignKey(mapping => mapping.HotelId).OnDelete(DeleteBehavior.ClientNoAction);
        modelBuilder.Entity<PropertyMapping>().HasOne<Link>().WithMany().HasForeignKey(mapping => mapping.ConnectionId).OnDelete(DeleteBehavior.ClientNoAction);
    }

    internal static void MapIntake(ModelBuilder modelBuilder)
    {
        var intake = modelBuilder.Entity<AuditIntake>().ToTable("audit_intake");
        intake.HasKey(row => row.EntryId);
        intake.Ignore(row => row.IsDerived);
        intake.Property(row => row.Document).HasColumnType("json");
    }

    internal static void NameInSnakeCase(ModelBuilder modelBuilder)
    {
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(WordStart().Replace(property.Name, "_").ToLowerInvariant());
                if (string.Equals(property.Name, nameof(IVersioned.Version), StringComparison.Ordinal) && entity.ClrType.IsAssignableTo(typeof(IVersioned)))
                    property.IsConcurrencyToken = true;
            }
        }
    }

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WordStart();
}
