using System.Text.Json;
using PmsPlatform.Connectors.Custom.Language;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Custom.Tests;

/// <summary>
/// <c>golden/VENDOR.json</c> is a booking in the shape of a vendor with invented people; <c>golden/VENDOR.expected.json</c> says where each canonical field
/// is that exists in it, with alternatives where two sources are equally right.
/// </summary>
public sealed class SuggestionTests(ITestOutputHelper output)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "golden");

    public static TheoryData<string> Vendors =>
        [.. Directory.GetFiles(Folder, "*.expected.json").Select(file => Path.GetFileName(file)!.Split('.')[0]).Order(StringComparer.Ordinal)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_rules_alone_find_at_least_eighty_percent_of_the_fields_of_the_vendors_bookings()
    {
        var (right, all) = (0, 0);
        foreach (var vendor in Vendors.Select(row => row.Data))
        {
            var (found, expected) = (await SuggestAsync(vendor), Expected(vendor));
            var wrong = expected.Where(field => !field.Value.Contains(found.GetValueOrDefault(field.Key, "nothing"), StringComparer.Ordinal)).ToList();
            (right, all) = (right + expected.Count - wrong.Count, all + expected.Count);
            output.WriteLine($"{vendor}: {expected.Count - wrong.Count} of {expected.Count}");
            foreach (var (field, sources) in wrong)
                output.WriteLine($"  {field}: {found.GetValueOrDefault(field, "nothing")} instead of {string.Join(" or ", sources)}");
        }

        output.WriteLine($"All: {right} of {all}, {100.0 * right / all:F1} %");
        Assert.Equal(10, Vendors.Count);
        Assert.True(right >= 0.8 * all, $"{right} of {all} fields, less than 80 %");
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task What_is_proposed_is_a_valid_mapping_that_maps_its_sample(string vendor)
    {
        var answer = await AnswerAsync(vendor);

        var (mapping, problems) = DocumentReader.Read(answer.Mapping.ToJsonString());
        Assert.DoesNotContain(problems, problem => !problem.Contains("maps no ", StringComparison.Ordinal));
        Assert.All(answer.Fields, field => Assert.InRange(field.Confidence, 0.0, 1.0));
        if (problems.Count > 0)
            return;

        var page = new MappedPage();
        CustomPayload.Map(page, mapping, EntityKind.Booking, Sample(vendor), new HotelSettings(TimeZoneInfo.Utc, "EUR"));
        Assert.Empty(page.Unmapped);
        var booking = Assert.Single(page.Bookings);
        Assert.True(booking.Departure > booking.Arrival);
    }

    private static async Task<Dictionary<string, string>> SuggestAsync(string vendor) =>
        (await AnswerAsync(vendor)).Fields.ToDictionary(field => field.Field, field => field.Source, StringComparer.Ordinal);

    private static async Task<SuggestionAnswer> AnswerAsync(string vendor) =>
        (await MappingEndpoints.ProposeAsync(EntityKind.Booking, [Sample(vendor)], chat: null, Token))!;

    private static JsonElement Sample(string vendor) => JsonElement.Parse(File.ReadAllText(Path.Combine(Folder, $"{vendor}.json")));

    private static Dictionary<string, string[]> Expected(string vendor) =>
        JsonElement.Parse(File.ReadAllText(Path.Combine(Folder, $"{vendor}.expected.json"))).EnumerateObject().ToDictionary(
            field => field.Name,
            field => field.Value.ValueKind == JsonValueKind.Array ? field.Value.EnumerateArray().Select(each => each.GetString()!).ToArray() : [field.Value.GetString()!],
            StringComparer.Ordinal);
}
