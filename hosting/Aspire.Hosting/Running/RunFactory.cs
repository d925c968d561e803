using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using PmsPlatform.LocalRunner.Building;

namespace PmsPlatform.LocalRunner.Running;

internal static class RunFactory
{
    private const string SuffixLetters = "abcdefghijklmnopqrstuvwxyz";
    private const int SuffixLength = 6;

    /// <summary>The instances of a resource: one by its name, or several with a random suffix each.</summary>
    public static List<ResourceRun> Create(IResource resource, RunContext context)
    {
        int replicas = resource.Annotations.OfType<ReplicasFact>().LastOrDefault()?.Count ?? 1;
        string[] ids = replicas == 1
            ? [resource.Name]
            : [.. Enumerable.Range(0, replicas).Select(_ => $"{resource.Name}-{RandomNumberGenerator.GetString(SuffixLetters, SuffixLength)}")];
        context.Instances[resource] = ids;
        return [.. ids.Select(id => Create(resource, id, context))];
    }

    private static ResourceRun Create(IResource resource, string id, RunContext context) => resource switch
    {
        ProjectResource project => new ProjectRun(project, id, context),
        PostgresServerResource server => new PostgresRun(server, id, context),
        PostgresDatabaseResource database => new DatabaseRun(database, id, new PostgresRun(database.Parent, database.Parent.Name, context).Question, context),
        RabbitMQServerResource broker => new RabbitMqRun(broker, id, context),
        ParameterResource parameter => new ParameterRun(parameter, id, context),
        _ => throw new NotSupportedException($"The local runner cannot run '{resource.Name}', a {resource.GetType().Name}."),
    };
}
