using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Reads;

/// <summary>From a caller's question to an HTTP answer: whose hotel, which connection, and what a missing answer is called.</summary>
internal sealed class ReadDesk(ConnectionRegistry connections, ConnectorDescriptor descriptor, ReadThrough reads, TimeProvider time)
{
    private static readonly TimeSpan ShortestRetry = TimeSpan.FromSeconds(5);

    /// <summary>The clock all answers are measured by.</summary>
    public TimeProvider Time => time;

    /// <summary>The one connection the caller means, or the problem that there is none or several.</summary>
    public (BoundConnection? Connection, IResult? Problem) Find(HttpContext http)
    {
        BoundConnection? mine = null;
        var hotels = http.Caller().HotelIds;
        foreach (var connection in connections.All)
        {
            if (!Holds(hotels, connection.Hotel.Id))
                continue;
            if (mine is not null)
                return (null, Problem.Invalid("x-hotel-slug", $"Several hotels of this key are connected to {descriptor.Name}; the header x-hotel-slug says which is meant."));
            mine = connection;
        }

        return mine is null ? (null, Problem.NotFound($"hotel connected to {descriptor.Name}")) : (mine, null);
    }

    /// <summary>Answers a question about the caller's hotel.</summary>
    public ValueTask<IResult> AnswerAsync(HttpContext http, ReadQuestion question)
    {
        var (connection, problem) = Find(http);
        return connection is null ? ValueTask.FromResult(problem!) : AnswerAsync(http, connection, question);
    }

    /// <summary>Answers a question about a connection. What is kept is answered without anything that can be cancelled: asking the server for its token costs as much.</summary>
    public ValueTask<IResult> AnswerAsync(HttpContext http, BoundConnection connection, ReadQuestion question) =>
        reads.Kept(connection, question) is { } kept
            ? ValueTask.FromResult(Answer(connection, question, ReadReply.Fresh(kept)))
            : new ValueTask<IResult>(AskAsync(http, connection, question, http.RequestAborted));

    /// <summary>By hand: at each read it is asked for every connection of the vendor.</summary>
    private static bool Holds(IReadOnlyList<string> hotels, string hotelId)
    {
        for (var index = 0; index < hotels.Count; index++)
        {
            if (string.Equals(hotels[index], hotelId, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private async Task<IResult> AskAsync(HttpContext http, BoundConnection connection, ReadQuestion question, CancellationToken cancellationToken) =>
        Answer(connection, question, await reads.AskAsync(http.Caller(), connection, question, http.CorrelationId(), cancellationToken));

    private IResult Answer(BoundConnection connection, ReadQuestion question, ReadReply reply)
    {
        ReadMetrics.Answered(connection.Vendor, question.Entity, reply);
        return reply.Entry is { } entry
            ? new ReadAnswerWriter(entry, reply.Stale, reply.FromVendor, entry.AgeAt(time.GetUtcNow()))
            : Refuse(question, reply.Outcome!);
    }

    private ProblemHttpResult Refuse(ReadQuestion question, ReadOutcome outcome) => outcome.Failure switch
    {
        null => Problem.NotFound(question.What),
        VendorErrorKind.Unsupported => Problem.Of(StatusCodes.Status422UnprocessableEntity, $"{descriptor.Name} cannot be asked this: {outcome.Reason}."),
        VendorErrorKind.Rejected => Problem.Of(StatusCodes.Status422UnprocessableEntity, $"{descriptor.Name} refuses this question: {outcome.Reason}."),
        VendorErrorKind.Malformed => Problem.Of(StatusCodes.Status502BadGateway, $"{descriptor.Name} gave an answer that cannot be used: {outcome.Reason}."),
        _ => Problem.Unavailable($"{descriptor.Name} ({outcome.Reason})", outcome.RetryAfter > ShortestRetry ? outcome.RetryAfter : ShortestRetry),
    };
}
