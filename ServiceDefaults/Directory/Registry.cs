using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PmsPlatform.ServiceDefaults.Directory;

/// <summary>Following the registry of hotels and connections, the service <c>connections</c>.</summary>
public static class Registry
{
    /// <summary>The registry's name for service discovery.</summary>
    public const string ServiceName = "connections";

    /// <summary>
    /// Keeps <see cref="HotelDirectory"/> current with the registry, where <c>services:connections</c> is configured; elsewhere the hotels are those of the
    /// configuration. Call it after <see cref="Database.AddSqlMigrations"/>: with a database the service keeps a copy there, in the table <c>feed_copy</c>, and starts
    /// without the registry.
    /// </summary>
    public static TBuilder FollowHotels<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddFeeds();
        builder.Services.AddHostedService<HotelFeed>();
        return builder;
    }

    /// <summary>Adds what a <see cref="FeedFollower{T}"/> needs.</summary>
    public static TBuilder AddFeeds<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);

        var isConfigured = builder.Configuration.GetSection($"services:{ServiceName}").Exists();
        var services = builder.Services;
        services.AddHttpClient(FeedSource.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan).ConfigureServiceResilience(options =>
        {
            // The follower repeats by itself, and a question that is held for a while is no failure.
            options.Retries = 0;
            options.TryTime = options.TotalTime = FeedSource.Patience;
            options.BreakMinimum = int.MaxValue;
        });
        services.TryAddSingleton<FeedSource>();
        services.TryAddSingleton(provider => new FeedTools(
            isConfigured ? provider.GetRequiredService<FeedSource>() : null,
            provider.GetService<NpgsqlDataSource>() is { } database ? new FeedCopy(database, provider.GetRequiredService<ILogger<FeedCopy>>()) : null,
            provider.GetRequiredService<ILogger<FeedTools>>()));
        return builder;
    }
}
