using Microsoft.EntityFrameworkCore;

namespace PmsPlatform.Connections.Access.SignIn;

/// <summary>
/// Prints a one-time link for the first owner while there is no user: to the console of the process, never to the log, which is exported and kept. Every
/// start prints a new one; all that are good end with the first that is used.
/// </summary>
internal sealed class FirstStart(IServiceScopeFactory scopes, AccessOptions options, TimeProvider time) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (await MakeLinkAsync(scope.ServiceProvider.GetRequiredService<AccessContext>(), cancellationToken) is { } link)
            await Console.Out.WriteLineAsync($"There is no user yet. Within {options.SetupLifetime.TotalHours:0} hours the first owner sets up at {link}".AsMemory(), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Makes a link; null when there is a user.</summary>
    internal async Task<Uri?> MakeLinkAsync(AccessContext context, CancellationToken cancellationToken)
    {
        if (await context.Users.AnyAsync(cancellationToken))
            return null;

        var token = Secret.New();
        var now = time.GetUtcNow();
        context.SetupLinks.Add(new SetupLink { TokenHash = Secret.HashOf(token), CreatedAt = now, ExpiresAt = now + options.SetupLifetime });
        await context.SaveChangesAsync(cancellationToken);
        return new UriBuilder(options.SetupPage) { Query = $"token={token}" }.Uri;
    }
}
