using System.Net;

namespace PmsPlatform.Connectors.Runtime.Tests.Reads;

/// <summary>Reads of many records.</summary>
public sealed partial class ReadThroughTests
{
    [Fact]
    public async Task A_list_is_read_to_its_end_and_refused_when_it_is_longer_than_the_most()
    {
        await using var reads = await ReadsUnderTest.StartAsync(servers, Token, ("Pms:Reads:MostRecords", "12"));
        reads.Vendor.PageSize = 5;
        reads.Vendor.Add(Enumerable.Range(0, 12).Select(number => ReadingVendor.Booking($"b{number:00}", Today)));
        var whole = await reads.ReadAsync("/read/arrivals", Token);
        reads.Vendor.Add(Enumerable.Range(0, 13).Select(number => ReadingVendor.Booking($"c{number:00}", Today.AddDays(1))));

        var problem = await ProblemAsync(await reads.GetAsync("/read/arrivals?date=2030-06-02", Token), HttpStatusCode.UnprocessableEntity, "not-processable");

        Assert.Equal(12, whole.GetProperty("data").GetArrayLength());
        Assert.Contains("more than 12", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
