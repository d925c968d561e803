using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Verification;

/// <summary>A ledger of bookings behind a real HTTP server: holds what a test puts into it.</summary>
internal sealed class FakeLedger
{
    private readonly Dictionary<string, LedgerRecord> _records = new(StringComparer.Ordinal);

    /// <summary>Called after each question about digests, with how many there were.</summary>
    public Action<int> Asked { get; set; } = _ => { };

    public bool IsDown { get; set; }

    private int _questions;

    /// <summary>Takes the items of the events that a connector has published.</summary>
    public void Take(IEnumerable<JsonElement> changed)
    {
        lock (_records)
        {
            foreach (var item in changed.SelectMany(message => message.GetProperty("items").EnumerateArray()))
            {
                var value = item.GetProperty("value");
                var id = value.GetProperty("externalId").GetString()!;
                _records[id] = new LedgerRecord
                {
                    ExternalId = id,
                    Day = DateOnly.ParseExact(value.GetProperty("arrival").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                    Version = item.GetProperty("version").Deserialize(ContractsJson.Default.EntityVersion)!,
                };
            }
        }
    }

    public void Forget(string id)
    {
        lock (_records)
            _records.Remove(id);
    }

    public async Task AnswerAsync(HttpContext http)
    {
        if (IsDown)
        {
            await FakeVendor.JsonAsync(http, "{}", 503);
            return;
        }

        if (http.Request.Path.Value!.EndsWith("/records", StringComparison.Ordinal))
        {
            var question = (await JsonSerializer.DeserializeAsync(http.Request.Body, ContractsJson.Default.LedgerDigestQuestion))!;
            await FakeVendor.JsonAsync(http, JsonSerializer.Serialize(Records(question.Days), ContractsJson.Default.IReadOnlyListLedgerRecord));
            return;
        }

        await FakeVendor.JsonAsync(http, JsonSerializer.Serialize(Digests(), ContractsJson.Default.LedgerDigests));
        Asked(Interlocked.Increment(ref _questions));
    }

    private IReadOnlyList<LedgerRecord> Records(IReadOnlyList<DateOnly> days)
    {
        lock (_records)
            return [.. _records.Values.Where(record => days.Contains(record.Day!.Value))];
    }

    private LedgerDigests Digests()
    {
        lock (_records)
        {
            return new LedgerDigests
            {
                Days =
                [
                    .. _records.Values.GroupBy(record => record.Day).Select(day => new LedgerDigest
                    {
                        Day = day.Key,
                        Count = day.Count(),
                        Digest = day.Aggregate(UInt128.Zero, (sum, record) => sum ^ RecordDigest.Of(record.ExternalId, record.Version.ContentHash)).ToString("x32", CultureInfo.InvariantCulture),
                    }),
                ],
            };
        }
    }
}
