using Microsoft.EntityFrameworkCore;
using PmsPlatform.Connections.Hotels;
using PmsPlatform.Connections.Links;
using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connections.Tests;

/// <summary>The numbered SQL and the model of Entity Framework are one and the same.</summary>
public sealed class StorageTests(RegistryService service) : IClassFixture<RegistryService>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_stored_is_read_back_as_it_was()
    {
        var now = service.Time.GetUtcNow();
        await service.WithContextAsync(context =>
        {
            context.Add(new Organization { OrganizationId = "org_store", Name = "Store", CreatedAt = now, ChangedAt = now });
            context.Add(new HotelRow
            {
                HotelId = "htl_store",
                OrganizationId = "org_store",
                Slug = "store",
                Name = "Store",
                TimeZone = "Asia/Tokyo",
                Currency = "JPY",
                CreatedAt = now,
                ChangedAt = now,
            });
            context.Add(new Link
            {
                ConnectionId = "con_store",
                HotelId = "htl_store",
                OrganizationId = "org_store",
                Vendor = "mews",
                CreatedAt = now,
                ChangedAt = now,
                Settings = { ["account"] = "7" },
                SealedSettings = { ["token"] = "cipher" },
                Entities = ["bookings"],
                Status = new LinkStatus { ConnectionId = "con_store", State = ConnectionState.Active, LastSyncedAt = now },
                Schedules = { new Schedule { ConnectionId = "con_store", Feed = "arrivals", Cron = "*/5 * * * *", LookAheadDays = 3, ChangedAt = now } },
            });
            context.Add(new PropertyMapping
            {
                OrganizationId = "org_store",
                Vendor = "mews",
                Account = "main",
                PropertyId = "p1",
                HotelId = "htl_store",
                ConnectionId = "con_store",
                ChangedAt = now,
            });
            return context.SaveChangesAsync(Token);
        });

        var link = await service.WithContextAsync(context =>
            context.Links.Include(row => row.Status).Include(row => row.Schedules).SingleAsync(row => row.ConnectionId == "con_store", Token));
        var mapping = await service.WithContextAsync(context => context.PropertyMappings.SingleAsync(row => row.PropertyId == "p1", Token));

        Assert.Equal("7", link.Settings["account"]);
        Assert.Equal("cipher", link.SealedSettings["token"]);
        Assert.Equal(["bookings"], link.Entities);
        Assert.Equal((ConnectionState.Active, now), (link.Status!.State, link.Status.LastSyncedAt));
        Assert.Equal(3, Assert.Single(link.Schedules).LookAheadDays);
        Assert.Equal(("htl_store", "con_store"), (mapping.HotelId, mapping.ConnectionId));
    }
}
