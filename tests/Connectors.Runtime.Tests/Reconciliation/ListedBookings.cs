using System.Globalization;
using Microsoft.AspNetCore.Http;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Reconciliation;

/// <summary>The vendor's bookings: listed some at a time, and found by id. What is hidden is there, but no list shows it.</summary>
internal sealed class ListedBookings
{
    public const int PerPage = 10;

    private readonly SortedDictionary<string, string> _rows = new(StringComparer.Ordinal);
    private readonly HashSet<string> _hidden = new(StringComparer.Ordinal);

    public ListedBookings(int count)
    {
        for (var number = 0; number < count; number++)
            Put(Id(number));
    }

    /// <summary>Awaited before a call is answered; whether the call asks by id.</summary>
    public Func<bool, HttpContext, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    public static string Id(int number) => $"b{number.ToString("000", CultureInfo.InvariantCulture)}";

    public void Put(string id, string status = "booked", string arrival = "2030-01-01")
    {
        lock (_rows)
            _rows[id] = $$"""{"id":"{{id}}","arrival":"{{arrival}}","status":"{{status}}"}""";
    }

    public void Delete(params IEnumerable<string> ids)
    {
        lock (_rows)
        {
            foreach (var id in ids.ToList())
                _rows.Remove(id);
        }
    }

    public void Hide(params IEnumerable<string> ids) => _hidden.UnionWith(ids);

    public async Task AnswerAsync(HttpContext http)
    {
        var ids = http.Request.Query["ids"].ToString();
        await Before(ids.Length > 0, http);
        List<string> rows;
        var start = int.TryParse(http.Request.Query["cursor"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 0;
        string? next = null;
        lock (_rows)
        {
            if (ids.Length > 0)
                rows = [.. ids.Split(',').Where(_rows.ContainsKey).Select(id => _rows[id])];
            else
            {
                var listed = _rows.Where(row => !_hidden.Contains(row.Key)).Select(row => row.Value).ToList();
                rows = [.. listed.Skip(start).Take(PerPage)];
                next = start + PerPage < listed.Count ? (start + PerPage).ToString(CultureInfo.InvariantCulture) : null;
            }
        }

        await FakeVendor.JsonAsync(http, $$"""{"bookings":[{{string.Join(',', rows)}}]{{(next is null ? "" : $",\"next\":\"{next}\"")}}}""");
    }
}
