using PmsPlatform.LocalRunner.Tests.Surface;

namespace PmsPlatform.LocalRunner.Tests;

/// <summary>An AppHost that compiles against the local runner must compile against Aspire: nothing here is public that is not there.</summary>
public sealed class SurfaceTests
{
    private static readonly HashSet<string> s_aspire = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Surface", "aspire-13.5.2.txt"))
        .Where(line => line.Length > 0 && line[0] != '#')];

    [Theory]
    [InlineData(typeof(DistributedApplication))]
    [InlineData(typeof(DistributedApplicationTestingBuilder))]
    public void Every_public_member_is_one_of_Aspires(Type inAssembly)
    {
        string[] surface = [.. PublicSurface.Of(inAssembly.Assembly)];

        Assert.NotEmpty(surface);
        Assert.Empty(surface.Except(s_aspire));
    }

    [Fact]
    public void The_list_holds_nothing_that_was_dropped()
    {
        IEnumerable<string> surface = PublicSurface.Of(typeof(DistributedApplication).Assembly).Concat(PublicSurface.Of(typeof(DistributedApplicationTestingBuilder).Assembly));

        Assert.Empty(s_aspire.Except(surface));
    }

    [Fact]
    public void A_member_that_Aspire_has_not_is_noticed()
    {
        string[] surface = [.. PublicSurface.Of(typeof(SurfaceTests).Assembly)];

        Assert.Contains("PmsPlatform.LocalRunner.Tests.SurfaceTests: void A_member_that_Aspire_has_not_is_noticed()", surface);
        Assert.NotEmpty(surface.Except(s_aspire));
    }
}
