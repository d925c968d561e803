namespace Aspire.Hosting.Testing;

/// <summary>The AppHost's builder between the end of its Program's wiring and the start: the test may change what it likes, then builds.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable
{
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}
