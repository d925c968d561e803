using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;

namespace PmsPlatform.EndToEnd;

/// <summary>Credentials are tried through gateway, registry and the vendor's connector.</summary>
public sealed class TrialTests(Platform platform)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("mews", "accessToken")]
    [InlineData("hostaway", "clientSecret")]
    public async Task Right_credentials_work_and_wrong_ones_are_explained(string vendor, string secret)
    {
        using var hotel = await platform.TakeHotelAsync(vendor, bookings: 5, Token);
        await using var registry = NpgsqlDataSource.Create((await platform.ConnectionStringAsync("registry", Token))!);
        await RegistryRows.OrganizationOfAsync(registry, hotel.Setting, Token);

        var right = await TryAsync(hotel, hotel.Setting.Credentials);
        var wrong = await TryAsync(hotel, new Dictionary<string, string>(hotel.Setting.Credentials, StringComparer.Ordinal) { [secret] = "nobody-knows-this" });

        Assert.True(right.GetProperty("success").GetBoolean(), right.ToString());
        Assert.False(wrong.GetProperty("success").GetBoolean());
        Assert.Contains(wrong.GetProperty("details").GetProperty("fault").GetString(), (string[])["Unauthorised", "Forbidden"]);
        Assert.NotEmpty(wrong.GetProperty("suggestions").EnumerateArray());
        Assert.DoesNotContain("nobody-knows-this", wrong.ToString(), StringComparison.Ordinal);
    }

    private async Task<JsonElement> TryAsync(TestHotel hotel, IReadOnlyDictionary<string, string> credentials)
    {
        using var http = new HttpClient { BaseAddress = platform.Gateway };
        http.DefaultRequestHeaders.Add("x-api-key", hotel.Setting.ApiKey);
        using var answer = await http.PostAsJsonAsync(
            "/api/admin/pms/test-connection", new { pmsType = hotel.Vendor, hotelId = hotel.Setting.Id, endpoint = new Uri(platform.Sandbox, hotel.Vendor), credentials }, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.StatusCode is HttpStatusCode.OK, $"{answer.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement.Clone();
    }
}
