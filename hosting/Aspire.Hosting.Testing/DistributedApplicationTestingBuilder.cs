using PmsPlatform.LocalRunner.Testing;

namespace Aspire.Hosting.Testing;

/// <summary>Builds an AppHost for a test: its own Program runs, on random ports and in a folder of its own.</summary>
public static class DistributedApplicationTestingBuilder
{
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync<TEntryPoint>([], cancellationToken);

    /// <param name="args">Command line of the AppHost, such as --vendors mews.</param>
    /// <param name="cancellationToken">Ends the wait for the AppHost's Program.</param>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class
    {
        ArgumentNullException.ThrowIfNull(args);
        return TestingBuilder.CreateAsync(typeof(TEntryPoint).Assembly, args, cancellationToken);
    }

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(Type entryPoint, CancellationToken cancellationToken = default) =>
        CreateAsync(entryPoint, args: [], cancellationToken);

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(Type entryPoint, string[] args, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entryPoint);
        ArgumentNullException.ThrowIfNull(args);
        return TestingBuilder.CreateAsync(entryPoint.Assembly, args, cancellationToken);
    }
}
