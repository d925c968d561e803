using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Privacy;
using PmsPlatform.TestKit;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace PmsPlatform.Connections.Tests.Privacy;

/// <summary>The service beside others that keep something of guests: they answer over HTTP what a test says, and what is asked to be erased is heard at the broker.</summary>
public sealed class PrivacyService(SharedServers servers) : IAsyncLifetime
{
    private const string Exchange = "pms.guests.erasure.requested";

    private readonly ConcurrentQueue<GuestErasureRequested> _requests = new();
    private IConnection? _broker;

    public RegistryService Service { get; private set; } = null!;

    /// <summary>What guest-context finds, by hotel.</summary>
    public ConcurrentDictionary<string, PersonFound> Found { get; } = new(StringComparer.Ordinal);

    /// <summary>What a service keeps, by service and connection, as in <c>sync-ledger con_1</c>.</summary>
    public ConcurrentDictionary<string, IReadOnlyList<PersonalRecord>> Records { get; } = new(StringComparer.Ordinal);

    /// <summary>Services that are down for a connection, named as above.</summary>
    public ConcurrentDictionary<string, bool> Silent { get; } = new(StringComparer.Ordinal);

    /// <summary>Every question that others were asked.</summary>
    public FakeVendor Others { get; private set; } = null!;

    /// <summary>What was asked to be erased at a connection, in order.</summary>
    public IReadOnlyList<GuestErasureRequested> RequestsOf(string connection) => [.. _requests.Where(request => request.Context.ConnectionId == connection)];

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        Others = await FakeVendor.StartAsync(AnswerAsync, cancellationToken);
        Service = new RegistryService(servers)
        {
            More = [.. new[] { "guest-context", "sync-ledger", "connector-hostaway" }.Select(name => KeyValuePair.Create($"services:{name}:http:0", $"{Others.Url}/{name}"))],
        };
        await Service.InitializeAsync();
        await ListenAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
            await _broker.DisposeAsync();
        await Service.DisposeAsync();
        await Others.DisposeAsync();
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        _broker = await new ConnectionFactory { Uri = new Uri(Service.Amqp) }.CreateConnectionAsync(cancellationToken);
        var channel = await _broker.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync("heard", durable: false, exclusive: true, cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        await channel.QueueBindAsync("heard", Exchange, "", cancellationToken: cancellationToken);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            using var envelope = JsonDocument.Parse(delivery.Body);
            _requests.Enqueue(envelope.RootElement.GetProperty("message").Deserialize(ContractsJson.Default.GuestErasureRequested)!);
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync("heard", autoAck: true, consumer, cancellationToken);
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var service = http.Request.Path.Value!.Split('/')[1];
        if (http.Request.Path.Value.EndsWith("/persons", StringComparison.Ordinal))
        {
            var question = (await JsonSerializer.DeserializeAsync(http.Request.Body, ContractsJson.Default.PersonQuestion))!;
            var found = Found.GetValueOrDefault(question.HotelId) ?? new PersonFound { Connections = [], OpenStays = 0 };
            await FakeVendor.JsonAsync(http, JsonSerializer.Serialize(found, ContractsJson.Default.PersonFound));
            return;
        }

        var asked = (await JsonSerializer.DeserializeAsync(http.Request.Body, ContractsJson.Default.PersonalRecordsQuestion))!;
        var key = $"{service} {asked.ConnectionId}";
        if (Silent.ContainsKey(key))
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        else
            await FakeVendor.JsonAsync(http, JsonSerializer.Serialize(Records.GetValueOrDefault(key) ?? [], ContractsJson.Default.IReadOnlyListPersonalRecord));
    }
}
