using Microsoft.EntityFrameworkCore;

namespace PmsPlatform.Connections.Access;

/// <summary>Users, roles, sessions, invitations and keys. Their tables are made by the numbered SQL in <c>Migrations/</c>.</summary>
internal sealed class AccessContext(DbContextOptions<AccessContext> options) : DbContext(options)
{
    public DbSet<AccessUser> Users => Set<AccessUser>();

    public DbSet<RoleGrant> RoleGrants => Set<RoleGrant>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<Invitation> Invitations => Set<Invitation>();

    public DbSet<SetupLink> SetupLinks => Set<SetupLink>();

    public DbSet<MachineKey> Keys => Set<MachineKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);

        MapUsers(modelBuilder);
        modelBuilder.Entity<RoleGrant>().ToTable("role_grant").HasKey(grant => grant.RoleGrantId);
        modelBuilder.Entity<RoleGrant>().Property(grant => grant.Role).HasConversion<string>();
        modelBuilder.Entity<Session>().ToTable("session").HasKey(session => session.SessionId);
        modelBuilder.Entity<Invitation>().ToTable("invitation").HasKey(invitation => invitation.InvitationId);
        modelBuilder.Entity<Invitation>().Property(invitation => invitation.Role).HasConversion<string>();
        modelBuilder.Entity<SetupLink>().ToTable("setup_link").HasKey(link => link.TokenHash);
        modelBuilder.Entity<MachineKey>().ToTable("api_key").HasKey(key => key.KeyId);
        modelBuilder.Entity<MachineKey>().HasMany(key => key.Hotels).WithOne().HasForeignKey(hotel => hotel.KeyId);
        modelBuilder.Entity<MachineKeyHotel>().ToTable("api_key_hotel").HasKey(hotel => new { hotel.KeyId, hotel.HotelId });
        RegistryContext.MapIntake(modelBuilder);
        RegistryContext.NameInSnakeCase(modelBuilder);
        modelBuilder.Entity<AccessUser>().Property(user => user.Id).HasColumnName("user_id");
    }

    // Of what the framework could keep of a user we keep what a password needs.
    private static void MapUsers(ModelBuilder modelBuilder)
    {
        var user = modelBuilder.Entity<AccessUser>().ToTable("access_user");
        user.HasKey(row => row.Id);
        user.Property(row => row.ConcurrencyStamp).IsConcurrencyToken();
        user.Ignore(row => row.Email).Ignore(row => row.NormalizedEmail).Ignore(row => row.EmailConfirmed)
            .Ignore(row => row.PhoneNumber).Ignore(row => row.PhoneNumberConfirmed).Ignore(row => row.TwoFactorEnabled);
    }
}
