using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Writes;

namespace PmsPlatform.Connectors.Runtime.Tests.Writes;

public sealed class OverwritingFieldTests
{
    private const string Mark = "[pms-1]";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "new [pms-1]")]
    [InlineData("", "new [pms-1]")]
    [InlineData("old\r\nlines\n", "old\nlines\nnew [pms-1]")]
    public async Task What_was_there_stays(string? before, string expected)
    {
        var text = before;
        await Field(_ => text, written => text = written).AppendAsync(Token);

        Assert.Equal(expected, text);
    }

    [Fact]
    public async Task What_is_there_already_is_not_written_again()
    {
        await Field(_ => "old\nnew [pms-1]", _ => Assert.Fail("It was written.")).AppendAsync(Token);
    }

    [Fact]
    public async Task Somebody_elses_addition_after_ours_is_kept()
    {
        var text = "old";
        await Field(_ => text, written => text = $"{written}\ntheirs").AppendAsync(Token);

        Assert.Equal("old\nnew [pms-1]\ntheirs", text);
    }

    [Fact]
    public async Task A_text_that_was_overwritten_at_once_is_added_to_again()
    {
        var (text, writes) = ("old", 0);
        await Field(_ => text, written => text = ++writes == 1 ? "theirs" : written).AppendAsync(Token);

        Assert.Equal(("theirs\nnew [pms-1]", 2), (text, writes));
    }

    [Fact]
    public async Task What_never_stays_is_uncertain()
    {
        var error = await Assert.ThrowsAsync<VendorException>(() => Field(_ => "theirs", _ => { }).AppendAsync(Token));

        Assert.Equal(VendorErrorKind.Uncertain, error.Kind);
    }

    [Fact]
    public async Task What_the_vendor_cuts_off_is_put_back_and_refused()
    {
        var text = "old and long";
        var error = await Assert.ThrowsAsync<VendorException>(
            () => Field(_ => text, written => text = written[..Math.Min(written.Length, 15)]).AppendAsync(Token));

        Assert.Equal((VendorErrorKind.Rejected, "old and long"), (error.Kind, text));
    }

    [Fact]
    public async Task A_text_that_cannot_be_read_again_is_uncertain_and_one_that_cannot_be_read_first_is_not()
    {
        var reads = 0;
        var after = await Assert.ThrowsAsync<VendorException>(() => Field(_ => ++reads == 1 ? "old" : throw Down(), _ => { }).AppendAsync(Token));
        var before = await Assert.ThrowsAsync<VendorException>(() => Field(_ => throw Down(), _ => { }).AppendAsync(Token));

        Assert.Equal((VendorErrorKind.Uncertain, VendorErrorKind.Unavailable), (after.Kind, before.Kind));

        static VendorException Down() => new(VendorErrorKind.Unavailable, "read", "down");
    }

    private static OverwritingField Field(Func<CancellationToken, string?> read, Action<string> write) => new()
    {
        Operation = "note",
        Read = cancellationToken => Task.FromResult(read(cancellationToken)),
        Write = (text, _) =>
        {
            write(text);
            return Task.CompletedTask;
        },
        Missing = text => text.Contains(Mark, StringComparison.Ordinal) ? "" : $"new {Mark}",
    };
}
