using System.Text.Json;
using PmsPlatform.Connectors.Runtime.Tests.Sync;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests;

public sealed class MapVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("pms-map-verb");
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    [Fact]
    public async Task A_record_becomes_one_canonical_object()
    {
        Assert.Equal(0, await MapAsync("booking", """{"bookings":{"id":"b1","arrival":"2030-01-01"}}"""));

        using var booking = JsonDocument.Parse(_output.ToString());
        Assert.Equal("b1", booking.RootElement.GetProperty("externalId").GetString());
    }

    [Fact]
    public async Task A_response_with_a_list_becomes_a_list_even_of_one()
    {
        Assert.Equal(0, await MapAsync("booking", """{"bookings":[{"id":"b1","arrival":"2030-01-01"}]}"""));

        using var bookings = JsonDocument.Parse(_output.ToString());
        Assert.Equal(1, bookings.RootElement.GetArrayLength());
    }

    [Fact]
    public async Task What_does_not_map_is_named_and_the_rest_printed()
    {
        Assert.Equal(2, await MapAsync("booking", """{"bookings":[{"id":"b1","arrival":"2030-01-01"},{"id":"b2"}]}"""));

        Assert.Contains("Booking b2: $.arrival is missing", _errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("b1", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_does_not_map_leaves_an_empty_list_and_its_reason()
    {
        Assert.Equal(2, await MapAsync("booking", """{"bookings":{"id":"b1"}}"""));

        Assert.Equal("[]", _output.ToString().Trim());
        Assert.NotEmpty(_errors.ToString());
    }

    [Fact]
    public async Task What_is_no_JSON_prints_its_reason_only()
    {
        Assert.Equal(2, await MapAsync("booking", "not json"));

        Assert.Empty(_output.ToString());
        Assert.NotEmpty(_errors.ToString());
    }

    [Theory]
    [InlineData("availability")]
    [InlineData("maintenance")]
    [InlineData("housekeeping-task")]
    public async Task Every_kind_of_entity_can_be_asked_for(string entity)
    {
        Assert.Equal(0, await MapAsync(entity, """{"bookings":[]}"""));
        Assert.Equal("[]", _output.ToString().Trim());
    }

    [Theory]
    [InlineData("invoice")]
    [InlineData("0")]
    public async Task An_unknown_entity_is_a_wrong_call(string entity) => Assert.Equal(1, await MapAsync(entity, "{}"));

    [Theory]
    [InlineData("--time-zone", "Mars/Olympus")]
    [InlineData("--currency", "XYZ")]
    [InlineData("--colour", "red")]
    public async Task A_wrong_option_is_a_wrong_call(string option, string value) => Assert.Equal(1, await MapAsync("booking", "{}", option, value));

    [Fact]
    public async Task A_missing_file_is_a_wrong_call() =>
        Assert.Equal(1, await MapVerb.RunAsync<ScriptConnector>(["booking", _folder.Sub("nowhere.json")], _output, _errors));

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _errors.Dispose();
    }

    private async Task<int> MapAsync(string entity, string payload, params string[] options)
    {
        var file = _folder.Sub("payload.json");
        await File.WriteAllTextAsync(file, payload, TestContext.Current.CancellationToken);
        return await MapVerb.RunAsync<ScriptConnector>([entity, file, .. options], _output, _errors);
    }
}
