using System.Text.Json;
using System.Text.Json.Nodes;
using PmsPlatform.Connectors.Runtime;

namespace PmsPlatform.Connectors.Hostaway.Tests;

/// <summary>
/// A folder below <c>cases</c> is a test: <c>input.json</c> mapped to what the folder's name begins with (booking, guest or room) gives
/// <c>expected.json</c> and <c>expected-error.txt</c>. <c>settings.json</c> names another hotel than one in UTC and euro.
/// </summary>
public sealed class CaseTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "cases");

    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_cases() => Assert.True(Cases.Count >= 6, "the folder of cases is empty or was not copied");

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_case_maps_as_written_down(string name)
    {
        var folder = Path.Combine(Folder, name);
        var expected = Read(folder, "expected.json");
        var expectedError = Read(folder, "expected-error.txt")?.Trim();
        Assert.True(expected is not null || expectedError is not null, "the case expects nothing");

        string[] arguments = [name.Split('-')[0], Path.Combine(folder, "input.json"), .. Hotel(folder)];
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exit = await MapVerb.RunAsync<HostawayConnector>(arguments, output, errors);

        Assert.Equal(expectedError ?? "", errors.ToString().Trim());
        Assert.Equal(expectedError is null ? 0 : 2, exit);
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(expected ?? "null"), JsonNode.Parse(output.ToString() is { Length: > 0 } text ? text : "null")),
            $"{name} was mapped to{Environment.NewLine}{output}");
    }

    private static string? Read(string folder, string file) => Path.Combine(folder, file) is var path && File.Exists(path) ? File.ReadAllText(path) : null;

    private static string[] Hotel(string folder)
    {
        if (Read(folder, "settings.json") is not { } settings)
            return [];

        using var json = JsonDocument.Parse(settings);
        return ["--time-zone", json.RootElement.GetProperty("timeZone").GetString()!, "--currency", json.RootElement.GetProperty("currency").GetString()!];
    }
}
