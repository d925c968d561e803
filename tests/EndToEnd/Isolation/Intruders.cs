using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;

namespace PmsPlatform.EndToEnd.Isolation;

/// <summary>Somebody who tries.</summary>
/// <param name="Who">For a failure's text.</param>
/// <param name="Header">Name of the header with the credential; null for none.</param>
/// <param name="Value">The credential.</param>
internal sealed record Intruder(string Who, string? Header, string Value);

/// <summary>Everybody there is: people of every role at another hotel, keys of every kind, and nobody. All of them come in by the public door.</summary>
internal static class Intruders
{
    private static readonly string[] RolesAtTheHotel = ["Admin", "Manager", "Staff", "Guest"];

    public static async Task<IReadOnlyList<Intruder>> MakeAsync(Platform platform, TestHotel hotel, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = platform.Gateway };
        await using var registry = NpgsqlDataSource.Create((await platform.ConnectionStringAsync("registry", cancellationToken))!);
        var organization = await RegistryRows.OrganizationOfAsync(registry, hotel.Setting, cancellationToken);

        List<Intruder> all = [new("nobody", null, ""), new("a made-up key", "x-api-key", "pms_made_up_key_0123456789abcdef"), new("a configured key", "x-api-key", hotel.Setting.ApiKey)];
        foreach (var role in RolesAtTheHotel)
            all.Add(new(role, "Authorization", $"Bearer {await RegistryRows.PersonAsync(http, registry, organization, role, hotel.Setting.Id, cancellationToken)}"));

        var elsewhere = await RegistryRows.NewOrganizationAsync(registry, cancellationToken);
        all.Add(new("owner of another organisation", "Authorization", $"Bearer {await RegistryRows.PersonAsync(http, registry, elsewhere, "Owner", hotel: null, cancellationToken)}"));

        var admin = all.Single(one => one.Who == "Admin");
        all.Add(new("a key that may look", "x-api-key", (await KeyAsync(http, admin, hotel.Setting.Id, "ViewData", cancellationToken)).Key));
        all.Add(new("a key that may all but manage access", "x-api-key", (await KeyAsync(http, admin, hotel.Setting.Id, "ViewData,Sync,WriteBack,ViewPayloads,ManageConnections,ManageHotel", cancellationToken)).Key));
        var revoked = await KeyAsync(http, admin, hotel.Setting.Id, "ViewData", cancellationToken);
        (await SendAsync(http, HttpMethod.Delete, $"/api/keys/{revoked.Id}", admin, body: null, cancellationToken)).Dispose();
        all.Add(new("a revoked key", "x-api-key", revoked.Key));
        return all;
    }

    public static async Task<HttpResponseMessage> SendAsync(
        HttpClient http, HttpMethod method, string address, Intruder who, object? body, CancellationToken cancellationToken, string? slug = null)
    {
        using var request = new HttpRequestMessage(method, address) { Content = body is null ? null : JsonContent.Create(body, body.GetType()) };
        if (who.Header is not null)
            request.Headers.TryAddWithoutValidation(who.Header, who.Value);
        if (slug is not null)
            request.Headers.TryAddWithoutValidation("x-hotel-slug", slug);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Guid.NewGuid().ToString("N"));
        return await http.SendAsync(request, cancellationToken);
    }

    private static async Task<(string Id, string Key)> KeyAsync(HttpClient http, Intruder admin, string hotel, string permissions, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(http, HttpMethod.Post, "/api/keys", admin, new { name = "of the matrix", permissions = permissions.Split(','), hotelIds = new[] { hotel } }, cancellationToken);
        var made = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, made.ToString());
        return (made.GetProperty("id").GetString()!, made.GetProperty("key").GetString()!);
    }
}
