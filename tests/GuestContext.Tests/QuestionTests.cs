using System.Net;

namespace PmsPlatform.GuestContext.Tests;

/// <summary>What may be asked.</summary>
public sealed class QuestionTests(ContextService service) : IClassFixture<ContextService>
{
    [Theory]
    [InlineData("", "phone")]
    [InlineData("hotel=aurora", "phone")]
    [InlineData("phone=15550123&email=a@example.org", "email")]
    [InlineData("phone=15550123&booking=1", "booking")]
    [InlineData("phone=15550123&phone=15550124", "phone")]
    [InlineData("phone=", "phone")]
    [InlineData("phone=abc", "phone")]
    [InlineData("phone=1234", "phone")]
    [InlineData("phone=%00", "phone")]
    [InlineData("email=", "email")]
    [InlineData("email=ilka", "email")]
    [InlineData("email=a%00@example.org", "email")]
    [InlineData("booking=", "booking")]
    [InlineData("booking=%20%20", "booking")]
    [InlineData("booking=a%00b", "booking")]
    [InlineData("booking=%0A", "booking")]
    public async Task A_question_that_cannot_be_answered_is_refused_with_its_field(string query, string field)
    {
        var problem = await service.ProblemAsync(query, HttpStatusCode.BadRequest);
        Assert.Equal("urn:pms:problem:invalid-request", problem.GetProperty("type").GetString());
        Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_text_too_long_is_refused()
    {
        await service.ProblemAsync($"booking={new string('a', 321)}", HttpStatusCode.BadRequest);
        await service.ProblemAsync($"email={new string('a', 321)}@example.org", HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("phone=15559999")]
    [InlineData("email=nobody@example.org")]
    [InlineData("booking=nothing")]
    [InlineData("booking='%20OR%20true--")]
    [InlineData("booking=%FF%FE")]
    public async Task Nobody_found_is_a_problem_without_the_callers_text(string query)
    {
        var problem = await service.ProblemAsync(query, HttpStatusCode.NotFound);
        Assert.Equal("urn:pms:problem:not-found", problem.GetProperty("type").GetString());
        Assert.Equal("There is no such guest.", problem.GetProperty("detail").GetString());
    }
}
