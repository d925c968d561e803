namespace PmsPlatform.LocalRunner.Tests;

public sealed class ParameterTests
{
    [Fact]
    public async Task A_generated_value_stays_the_same_in_a_file_only_its_owner_reads()
    {
        await using var app = new TestApplication();

        string first = await ValueAsync(app.Builder.AddParameter("one", new GenerateParameterDefault { MinLength = 43, Special = false }, secret: true, persist: true));
        string second = await ValueAsync(new TestApplicationAgain(app).AddParameter("one"));

        Assert.Equal(43, first.Length);
        Assert.All(first, character => Assert.True(char.IsAsciiLetterOrDigit(character)));
        Assert.Equal(first, second);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(app.In(".pms/secrets.json")).UnixFileMode);
    }

    [Fact]
    public async Task A_configured_value_comes_first()
    {
        await using var app = new TestApplication("--Parameters:one=given");

        Assert.Equal("given", await ValueAsync(app.Builder.AddParameter("one", new GenerateParameterDefault(), persist: true)));
        Assert.False(File.Exists(app.In(".pms/secrets.json")));
    }

    [Fact]
    public async Task A_missing_value_is_shown_and_keeps_its_user_from_starting()
    {
        await using var app = new TestApplication();
        var one = app.Builder.AddParameter("one", secret: true);
        app.AddWeb("front").WithEnvironment("ONE", one);
        await app.StartAsync();

        ResourceEvent missing = await app.StateAsync("one", KnownResourceStates.ValueMissing);
        ResourceEvent front = await app.StateAsync("front", KnownResourceStates.ValueMissing);

        Assert.Contains("Parameters:one", missing.Snapshot.Message, StringComparison.Ordinal);
        Assert.Contains("Parameters:one", front.Snapshot.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_generated_value_has_the_kinds_asked_for()
    {
        string value = new GenerateParameterDefault { MinLength = 30, MinLower = 2, MinUpper = 3, MinNumeric = 4, MinSpecial = 5 }.GetDefaultValue();

        Assert.Equal(30, value.Length);
        Assert.True(value.Count(char.IsAsciiLetterLower) >= 2);
        Assert.True(value.Count(char.IsAsciiLetterUpper) >= 3);
        Assert.True(value.Count(char.IsAsciiDigit) >= 4);
        Assert.True(value.Count(character => !char.IsAsciiLetterOrDigit(character)) >= 5);
        Assert.Throws<InvalidOperationException>(() => new GenerateParameterDefault { Special = false, MinSpecial = 1 }.GetDefaultValue());
    }

    private static async Task<string> ValueAsync(IResourceBuilder<ParameterResource> parameter) =>
        (await parameter.Resource.GetValueAsync(TestContext.Current.CancellationToken))!;

    /// <summary>A second builder on the same folder, as in the next run.</summary>
    private sealed class TestApplicationAgain(TestApplication first)
    {
        public IResourceBuilder<ParameterResource> AddParameter(string name) =>
            DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = ["--PMS_HOME=" + first.In(".pms")], ProjectDirectory = first.Home })
                .AddParameter(name, new GenerateParameterDefault(), secret: true, persist: true);
    }
}
