using System.Net.Http.Json;
using System.Text;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.WriteBacks;
using PmsPlatform.TestKit;

namespace PmsPlatform.Conformance.Suite;

/// <summary>Asks a connector for writes and follows them.</summary>
internal sealed class WriteCalls(Func<HttpClient> client)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(40);

    private int _keys;

    /// <summary>Sets a connector's waits so that a test need not wait for them.</summary>
    public static void Hurry(Dictionary<string, string?> configuration)
    {
        configuration["Pms:WriteBacks:FirstBackoff"] = "00:00:00.1";
        configuration["Pms:WriteBacks:LongestBackoff"] = "00:00:00.5";
        configuration["Pms:WriteBacks:LookAfter"] = "00:00:00.2";
        configuration["Pms:WriteBacks:ClaimLength"] = "00:00:02";
        configuration["Pms:WriteBacks:Poll"] = "00:00:00.1";
    }

    /// <summary>Has a write accepted.</summary>
    public async Task<WriteBackView> AcceptAsync(WriteBackRequest request, CancellationToken cancellationToken)
    {
        var body = System.Text.Json.JsonSerializer.Serialize(request, ContractsJson.Default.WriteBackRequest);
        using var message = new HttpRequestMessage(HttpMethod.Post, "/write-backs") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        message.Headers.Add("Idempotency-Key", $"key-{Interlocked.Increment(ref _keys)}");
        using var answer = await client().SendAsync(message, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"The connector refused the write: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.WriteBackAnswer, cancellationToken))!.WriteBack;
    }

    /// <summary>The write once it is in a state.</summary>
    public async Task<WriteBackView> InAsync(Guid id, WriteBackState state, CancellationToken cancellationToken)
    {
        WriteBackView? view = null;
        await Eventually.TrueAsync(
            async () =>
            {
                view = await client().GetFromJsonAsync($"/write-backs/{id}", ContractsJson.Default.WriteBackView, cancellationToken);
                Assert.True(view!.State == state || view.SettledAt is null, $"the write-back is {view.State}: {view.Reason}");
                return view.State == state;
            },
            Soon,
            $"the write-back is {state}",
            cancellationToken);
        return view!;
    }
}
