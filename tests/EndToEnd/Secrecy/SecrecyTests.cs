using System.Text;
using PmsPlatform.TestKit;

namespace PmsPlatform.EndToEnd.Secrecy;

/// <summary>Credentials, tokens, keys and passwords of a full round are nowhere but where they belong: sealed in the database, or as a hash.</summary>
public sealed class SecrecyTests(Platform platform)
{
    private const int MostShown = 20;
    private const int Piece = 4096;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_secret_of_a_full_round_is_in_logs_telemetry_errors_dumps_or_messages()
    {
        await using var tap = await BrokerTap.OpenAsync(platform.Broker, Token);
        using var round = new MarkedRound(platform);
        await round.RunAsync(Token);
        await Eventually.TrueAsync(() => platform.Telemetry.Holds(round.LastOne, "logs"), Soon, "the last request is in the telemetry", Token);

        var logs = await Evidence.LogsAsync(platform, Token);
        var telemetry = Evidence.Telemetry(platform);
        var errors = round.Errors;
        var dumps = await Evidence.DumpsAsync(platform, Token);
        var messages = new Collection("messages", [.. (await tap.ReadAsync(Token)).Select(message => new Exhibit("message", message))]);

        // Each of them is what it should be: something of this round is in it.
        Assert.True(logs.Holds(round.KeyId) && logs.Holds(round.LastOne) && logs.Exhibits.Any(log => log.Where is "connector-hostaway.log"), "logs");
        Assert.True(telemetry.Holds(round.KeyId) && round.Connections.All(connection => telemetry.Holds(connection.Id)), "telemetry");
        Assert.True(errors.Exhibits.Count > 15 && errors.Holds("urn:pms:problem:") && errors.Holds("\"success\":false"), "errors");
        Assert.All(dumps.Exhibits, dump => Assert.True(new Collection("dump", [dump]).Holds(round.Hotels[0]), $"the dump of {dump.Where}"));
        Assert.All(round.Connections, connection => Assert.True(messages.Holds(connection.Id), "messages"));

        var search = new SecretSearch(round.Secrets);
        Collection[] all = [logs, telemetry, errors, dumps, messages];
        var found = all.SelectMany(collection => collection.Exhibits.SelectMany(exhibit => search.In(exhibit.Content)
            .Select(hit => $"{hit.Secret} is in {collection.Name}, {exhibit.Where}, after: {hit.Before}"))).Distinct().ToList();
        Assert.True(found.Count == 0, string.Join('\n', found.Take(MostShown)));

        foreach (var collection in all)
            Assert.All(search.Forms, form => Assert.Contains(search.In(Planted(collection, form.Form)), hit => hit.Secret == form.Secret));
    }

    /// <summary>A piece of a collection with a secret in the middle.</summary>
    private static byte[] Planted(Collection collection, string form)
    {
        var whole = collection.Exhibits.Where(exhibit => exhibit.Content.Length > 0).MinBy(exhibit => exhibit.Content.Length)!.Content;
        var content = whole[..Math.Min(whole.Length, Piece)];
        var middle = content.Length / 2;
        return [.. content[..middle], .. Encoding.UTF8.GetBytes(form), .. content[middle..]];
    }
}
