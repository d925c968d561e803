using System.Text;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Runtime.Tests.Mapping;

public sealed class JsonListTests
{
    [Fact]
    public void A_response_is_cut_into_its_records_byte_for_byte()
    {
        var list = Parse("""{"Cursor":"c1","Rows":[{"a": 1}, "x", null, [1,2]],"Total":4}""", "Rows");

        Assert.Equal(["""{"a": 1}""", "\"x\"", "null", "[1,2]"], Texts(list));
        Assert.Equal("c1", list.Scalar("Cursor"));
        Assert.Equal("4", list.Scalar("Total"));
        Assert.True(list.IsList);
    }

    [Fact]
    public void A_single_record_under_the_property_is_one_record_and_no_list()
    {
        var list = Parse("""{"result":{"id":7}}""", "result");

        Assert.Equal(["""{"id":7}"""], Texts(list));
        Assert.False(list.IsList);
    }

    [Fact]
    public void A_bare_list_stands_for_the_property() => Assert.Equal(["1", "2"], Texts(Parse("[1,2]", "Rows")));

    [Fact]
    public void A_missing_property_is_told_from_an_empty_list()
    {
        Assert.False(Parse("""{"Cursor":null}""", "Rows").Found);
        Assert.True(Parse("""{"Rows":[]}""", "Rows").Found);
    }

    [Fact]
    public void A_null_scalar_is_absent() => Assert.Null(Parse("""{"Rows":[],"Cursor":null}""", "Rows").Scalar("Cursor"));

    [Theory]
    [InlineData("""{"Rows":[{"a":1},{"a":""")]
    [InlineData("""{"Rows":[]""")]
    [InlineData("""{"Rows":[]} trailing""")]
    [InlineData("<html>")]
    [InlineData("")]
    [InlineData("7")]
    public void A_cut_or_foreign_body_is_refused(string body) => Assert.Throws<MappingException>(() => Parse(body, "Rows"));

    [Fact]
    public void A_byte_order_mark_is_skipped() => Assert.Equal(["1"], Texts(Parse("\uFEFF[1]", "Rows")));

    private static JsonList Parse(string body, string property) => JsonList.Parse(Encoding.UTF8.GetBytes(body), property);

    private static IEnumerable<string> Texts(JsonList list) => list.Records.Select(record => Encoding.UTF8.GetString(record.Span));
}
