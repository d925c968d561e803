using System.Net;

namespace PmsPlatform.Connections.Tests;

/// <summary>Hotels as operators keep them.</summary>
public sealed class HotelTests(RegistryService service) : IClassFixture<RegistryService>
{
    private const string Address = "/api/hotels";

    [Fact]
    public async Task A_hotel_is_made_changed_and_deleted()
    {
        var owner = await service.OwnerAsync("life");

        var (made, first) = await owner.AskAsync(HttpStatusCode.Created, HttpMethod.Post, Address, """{"slug":"life","name":"Life","timeZone":"Asia/Tokyo","currency":"JPY"}""");
        var path = $"{Address}/{made.GetProperty("id").GetString()}";
        var (changed, second) = await owner.AskAsync(HttpStatusCode.OK, HttpMethod.Put, path, """{"name":"New Life"}""", first);
        await owner.AskAsync(HttpStatusCode.PreconditionFailed, HttpMethod.Put, path, """{"name":"Late Life"}""", first);
        await owner.AskAsync(HttpStatusCode.PreconditionFailed, HttpMethod.Delete, path, ifMatch: first);
        await owner.AskAsync(HttpStatusCode.NoContent, HttpMethod.Delete, path, ifMatch: second);

        Assert.Equal(("New Life", "Asia/Tokyo"), (changed.GetProperty("name").GetString(), changed.GetProperty("timeZone").GetString()));
        await owner.AskAsync(HttpStatusCode.NotFound, HttpMethod.Get, path);
    }

    [Theory]
    [InlineData("""{"slug":"Bad Slug","name":"x","timeZone":"UTC","currency":"EUR"}""", "$.slug")]
    [InlineData("""{"slug":"x","name":" ","timeZone":"UTC","currency":"EUR"}""", "$.name")]
    [InlineData("""{"slug":"x","name":"x","timeZone":"Central Time","currency":"EUR"}""", "$.timeZone")]
    [InlineData("""{"slug":"x","name":"x","timeZone":"UTC","currency":"EURO"}""", "$.currency")]
    public async Task What_is_wrong_with_a_hotel_is_named(string body, string field)
    {
        var owner = await service.OwnerAsync(Guid.NewGuid().ToString("N"));

        var (problem, _) = await owner.AskAsync(HttpStatusCode.BadRequest, HttpMethod.Post, Address, body);

        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_slug_is_one_hotels_and_no_stranger_sees_it()
    {
        var owner = await service.OwnerAsync("slugs", "taken");
        var other = await service.OwnerAsync("others");

        await other.AskAsync(HttpStatusCode.Conflict, HttpMethod.Post, Address, """{"slug":"taken","name":"x","timeZone":"UTC","currency":"EUR"}""");
        await other.AskAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"{Address}/htl_taken");
        await other.AskAsync(HttpStatusCode.NotFound, HttpMethod.Post, Address, """{"organizationId":"org_slugs","slug":"y","name":"y","timeZone":"UTC","currency":"EUR"}""");
        await owner.GetAsync($"{Address}/htl_taken");
    }

    [Fact]
    public async Task A_list_has_pages()
    {
        var owner = await service.OwnerAsync("pages", "page-a", "page-b", "page-c");

        var (first, _) = await owner.GetAsync($"{Address}?limit=2");
        var (second, _) = await owner.GetAsync($"{Address}?limit=2&after={first.GetProperty("next").GetString()}");

        Assert.Equal(
            ["htl_page-a", "htl_page-b", "htl_page-c"],
            first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray()).Select(hotel => hotel.GetProperty("id").GetString()));
        Assert.False(second.TryGetProperty("next", out _));
        await owner.AskAsync(HttpStatusCode.BadRequest, HttpMethod.Get, $"{Address}?after=%21");
    }
}
