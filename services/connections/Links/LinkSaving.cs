using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace PmsPlatform.Connections.Links;

/// <summary>Saves a connection and tells of it. Its connector learns of it by the feed; the event is for whoever else listens.</summary>
internal sealed class LinkSaving(RegistryContext registry, ConnectionNews news)
{
    /// <summary>Null when it was saved.</summary>
    public async Task<ProblemHttpResult?> SaveAsync(Link link, string correlationId, CancellationToken cancellationToken)
    {
        var isChanged = registry.Entry(link).State is not EntityState.Unchanged || registry.ChangeTracker.HasChanges();
        if (await registry.TrySaveAsync(cancellationToken) is { } problem)
            return problem;
        if (isChanged)
            news.Tell(link, correlationId);
        return null;
    }
}
