using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.EndToEnd;

/// <summary>Hotels that are connected by API, so that the registry keeps their connections and seals their credentials.</summary>
internal static class RegisteredHotels
{
    /// <summary>A hotel of Mews with an owner's connection and a key of its own. Its connector learns of it within seconds.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="name">Of the hotel, used by no other test.</param>
    /// <param name="seed">Of its property in the sandbox.</param>
    /// <param name="bookings">How many the property has.</param>
    /// <param name="fieldOverrides">What is mapped otherwise; null for nothing.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<TestHotel> ConnectAsync(
        Platform platform, string name, int seed, int bookings, IReadOnlyDictionary<string, FieldOverride>? fieldOverrides, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = platform.Gateway };
        await using var registry = NpgsqlDataSource.Create((await platform.ConnectionStringAsync("registry", cancellationToken))!);
        var credentials = new Dictionary<string, string>(StringComparer.Ordinal) { ["clientToken"] = "demo-client-token", ["accessToken"] = $"test-access-{name}" };
        var setting = new HotelSettings($"htl_{name}", name, "", $"con_{name}", credentials);
        var organization = await RegistryRows.OrganizationOfAsync(registry, setting, cancellationToken);
        http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", await RegistryRows.PersonAsync(http, registry, organization, "Owner", hotel: null, cancellationToken));

        var key = await PostAsync(http, "/api/keys", new { name = "of the test", permissions = new[] { "ViewData", "Sync" }, hotelIds = new[] { setting.Id } }, cancellationToken);
        var hotel = new TestHotel(platform, setting with { ApiKey = key.GetProperty("key").GetString()! }, seed, "mews");
        await hotel.OpenAsync(bookings, cancellationToken);
        var connection = new { id = setting.ConnectionId, hotelId = setting.Id, pmsType = "mews", credentials, endpoint = new Uri(platform.Sandbox, "mews"), fieldOverrides };
        await PostAsync(http, "/api/admin/pms/configuration", connection, cancellationToken);
        return hotel;
    }

    /// <summary>What a POST that succeeds is answered.</summary>
    public static async Task<JsonElement> PostAsync(HttpClient http, string path, object body, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync(path, body, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonElement.Parse(text);
    }
}
