using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.Contracts.Hotels;

namespace PmsPlatform.ServiceDefaults.Directory;

/// <summary>Keeps <see cref="HotelDirectory"/> current with the registry.</summary>
public sealed partial class HotelFeed : FeedFollower<Hotel>
{
    private readonly HotelDirectory _hotels;
    private readonly ILogger<HotelFeed> _logger;

    /// <summary>Registered by <see cref="Registry.FollowHotels"/>.</summary>
    public HotelFeed(FeedTools tools, HotelDirectory hotels, ILogger<HotelFeed> logger)
        : base(tools) => (_hotels, _logger) = (hotels, logger);

    /// <inheritdoc />
    protected override string Kind => "hotels";

    /// <inheritdoc />
    protected override string Path => "/internal/feed/hotels";

    /// <inheritdoc />
    protected override JsonTypeInfo<FeedAnswer<Hotel>> Json => ContractsJson.Default.HotelFeedAnswer;

    /// <inheritdoc />
    protected override Task TakeOverAsync(IReadOnlyList<Hotel> items, CancellationToken cancellationToken)
    {
        foreach (var hotelId in _hotels.Follow(items))
            Log.Unusable(_logger, hotelId);
        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Hotel {HotelId} of the registry cannot be used here: its time zone is not known on this machine, or the configuration gives its slug to another hotel")]
        public static partial void Unusable(ILogger logger, string hotelId);
    }
}
