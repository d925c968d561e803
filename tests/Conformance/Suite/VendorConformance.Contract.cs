using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Conformance.Suite;

/// <summary>What a connector says of itself, and what it must not say of others.</summary>
public abstract partial class VendorConformance<TConnector>
{
    private static readonly HotelSettings Anywhere = new(TimeZoneInfo.Utc, "EUR");

    [Fact]
    public void The_descriptor_tells_people_all_they_need()
    {
        var descriptor = TConnector.Descriptor;
        Assert.Equal(slug, descriptor.Slug);
        Assert.Equal("https", descriptor.DefaultEndpoint.Scheme);
        Assert.Equal("https", descriptor.Documentation.Scheme);
        Assert.NotEmpty(descriptor.Limits);
        Assert.All(descriptor.Limits, window => Assert.True(window.Calls > 0 && window.Per > TimeSpan.Zero));
        Assert.NotEmpty(descriptor.AccountSettings);
        Assert.Subset(descriptor.Settings.Select(setting => setting.Name).ToHashSet(), descriptor.AccountSettings.ToHashSet());

        // A vendor's clock may be ten minutes behind ours.
        Assert.InRange(descriptor.Overlap, TimeSpan.FromMinutes(11), TimeSpan.FromHours(24));
        Assert.All(descriptor.Settings, setting =>
        {
            Assert.True(char.IsAsciiLetterLower(setting.Name[0]), $"{setting.Name} is camelCase");
            Assert.True(setting.Label.Length > 0 && setting.Guidance.EndsWith('.'), $"{setting.Name} says where its value is found");
            Assert.True(setting.Secret || !IsCredential(setting.Name), $"{setting.Name} is a credential");
            Assert.True(setting.Default is null || !setting.Secret, $"{setting.Name} has no default credential");
        });
        Assert.Equal(descriptor.Settings.Count, descriptor.Settings.Select(setting => setting.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.NotEmpty(Secrets());
    }

    [Fact]
    public void The_guide_leads_from_nothing_to_a_connection_and_knows_what_goes_wrong()
    {
        var (descriptor, guide) = (TConnector.Descriptor, TConnector.Descriptor.Guide);
        Assert.NotEmpty(guide.Requirements);
        Assert.True(guide.SetUp.Count >= 3, "it takes three steps at least");
        Assert.NotEmpty(guide.NextSteps);
        Assert.True(guide.Problems.Count >= 3, "three things go wrong in a way of the vendor's own");
        IEnumerable<string> sentences = [.. guide.Requirements, .. guide.SetUp, .. guide.NextSteps, .. guide.Problems.SelectMany(problem => (string[])[problem.Cause, problem.Fix])];
        Assert.All(sentences, sentence => Assert.EndsWith(".", sentence, StringComparison.Ordinal));
        Assert.All(descriptor.Settings, setting => Assert.Equal(setting.Pattern is null, setting.PatternHint is null));
        Assert.All(descriptor.Settings.Where(setting => setting.Pattern is not null), setting => Assert.DoesNotMatch($"^(?:{setting.Pattern})$", " "));
    }

    [Fact]
    public async Task Credentials_are_tried_at_the_vendor_and_wrong_ones_are_known_as_such()
    {
        var hotel = await HotelAsync(new HotelOrder { Bookings = 5 });
        await using var connector = await StartAsync(hotel);

        Assert.Null((await connector.TryAsync(hotel.Credentials, Token)).Fault);
        foreach (var secret in Secrets().Where(hotel.Credentials.ContainsKey))
        {
            var wrong = new Dictionary<string, string>(hotel.Credentials, StringComparer.OrdinalIgnoreCase) { [secret] = "wrong-secret-of-somebody" };
            var result = await connector.TryAsync(wrong, Token);
            Assert.True(result.Fault is ConnectionFault.Unauthorised or ConnectionFault.Forbidden, $"with a wrong {secret}: {result.Fault}, {result.Reason}");
        }

        Assert.DoesNotContain("wrong-secret-of-somebody", connector.Logs.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[[],{},null,true,\"x\",1e999]")]
    [InlineData("{\"result\":[{}],\"Reservations\":[{\"Id\":\"\\ud800\"}],\"data\":null}")]
    [InlineData("{\"a\":")]
    [InlineData("\u0000\u0001")]
    public void A_payload_of_any_kind_ends_with_records_and_reasons(string payload)
    {
        foreach (var entity in Enum.GetValues<EntityKind>())
        {
            try
            {
                var mapped = TConnector.Map(entity, Encoding.UTF8.GetBytes(payload), Anywhere);
                Assert.All(mapped.Unmapped, record => Assert.StartsWith("$", record.Path, StringComparison.Ordinal));
            }
            catch (MappingException error)
            {
                Assert.StartsWith("$", error.Path, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_payload_nested_without_end_is_refused_not_followed()
    {
        var nested = Encoding.UTF8.GetBytes(new string('[', 100_000));
        Assert.Throws<MappingException>(() => TConnector.Map(EntityKind.Booking, nested, Anywhere));
    }

    [Fact]
    public async Task No_credential_and_no_person_gets_into_logs_traces_or_metrics()
    {
        var hotel = await HotelAsync(new HotelOrder { Bookings = 80 });
        await hotel.OrderFaultAsync("BrokenRecords", Token, records: 3);
        await hotel.OrderFaultAsync("ServerError", Token, count: 1);
        using var signals = new Signals();
        await using var connector = await StartAsync(hotel);

        var run = await connector.SyncAsync("bookings", Token);
        await connector.SyncAsync("guests", Token);
        await connector.SyncAsync("rooms", Token);

        var said = $"{connector.Logs.Text}\n{signals.Text}\n{run.Reason}";
        Assert.Contains(run.Id.ToString(), said, StringComparison.Ordinal);
        Assert.All(Secrets().Where(hotel.Credentials.ContainsKey), name => Assert.DoesNotContain(hotel.Credentials[name], said, StringComparison.Ordinal));
        foreach (var guest in await hotel.TruthAsync("guests", Token))
        {
            Assert.All(
                Personal(guest),
                text => Assert.False(said.Contains(text, StringComparison.OrdinalIgnoreCase), $"'{text}' of a guest was told"));
        }
    }

    [Fact]
    public async Task Metric_tags_come_from_small_sets()
    {
        using var signals = new Signals();
        await using (var connector = await StartAsync(await HotelAsync(new HotelOrder { Bookings = 40 })))
        {
            await connector.SyncAsync("bookings", Token);
            await connector.SyncAsync("rooms", Token);
        }

        var mine = signals.Tags.Where(tags => tags.Any(tag => tag is { Key: "vendor", Value: string vendor } && vendor == slug)).ToList();
        Assert.NotEmpty(mine);
        foreach (var values in mine.SelectMany(tags => tags).GroupBy(tag => tag.Key, tag => tag.Value?.ToString() ?? "", StringComparer.Ordinal))
        {
            var distinct = values.Distinct(StringComparer.Ordinal).ToList();
            Assert.True(distinct.Count <= 40, $"{values.Key} has {distinct.Count} values");
            Assert.All(distinct, value => Assert.False(value.Count(char.IsAsciiDigit) > 8 || value.Contains("://", StringComparison.Ordinal), $"{values.Key}={value} looks like an id or an address"));
        }
    }

    private static bool IsCredential(string name) =>
        new[] { "token", "secret", "password", "apikey" }.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Personal(JsonElement guest)
    {
        foreach (var name in (string[])["email", "phone"])
        {
            if (guest.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 5 } text)
                yield return text;
        }

        // A family name alone can be an ordinary word.
        if (guest.TryGetProperty("firstName", out var first) && guest.TryGetProperty("lastName", out var last)
            && first.ValueKind == JsonValueKind.String && last.ValueKind == JsonValueKind.String)
            yield return $"{first.GetString()} {last.GetString()}";
    }

    /// <summary>Metrics and traces of the connectors, as they are recorded.</summary>
    private sealed class Signals : IDisposable
    {
        private readonly MeterListener _meters = new();
        private readonly ActivityListener _activities;
        private readonly ConcurrentQueue<KeyValuePair<string, object?>[]> _tags = new();
        private readonly ConcurrentQueue<string> _spans = new();

        public Signals()
        {
            _meters.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == RuntimeMetrics.Name)
                    listener.EnableMeasurementEvents(instrument);
            };
            _meters.SetMeasurementEventCallback<long>((_, _, tags, _) => _tags.Enqueue(tags.ToArray()));
            _meters.SetMeasurementEventCallback<double>((_, _, tags, _) => _tags.Enqueue(tags.ToArray()));
            _meters.Start();
            _activities = new ActivityListener
            {
                ShouldListenTo = _ => true,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity => _spans.Enqueue(
                    $"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(each => each.Tags))}"),
            };
            ActivitySource.AddActivityListener(_activities);
        }

        public IReadOnlyList<KeyValuePair<string, object?>[]> Tags => [.. _tags];

        public string Text => string.Join('\n', _spans.Concat(_tags.Select(tags => string.Join(' ', tags))));

        public void Dispose()
        {
            _meters.Dispose();
            _activities.Dispose();
        }
    }
}
