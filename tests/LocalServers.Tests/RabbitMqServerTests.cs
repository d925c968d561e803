using System.Net.Http.Headers;
using System.Text;
using PmsPlatform.LocalServers.Processes;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace PmsPlatform.LocalServers.Tests;

public sealed class RabbitMqServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_broker_leaves_no_process_and_keeps_confirmed_messages()
    {
        IReadOnlyList<ProcessIdentity> family;
        int portMapper;

        // The queue is older than the run that is killed: what is promised are messages, and RabbitMQ writes of a new queue some time after it has answered.
        await using (RabbitMqServer before = await StartAsync())
        {
            await DeclareAsync(before.Uri);
        }

        await using (RabbitMqServer broker = await StartAsync())
        {
            await PublishAsync(broker.Uri, "kept");
            portMapper = ProcessRecord.Read(_folder.In("process.json"))!.Processes[1].Pid;
            family = [broker.Process, .. ProcessTree.Descendants(broker.ProcessId)];

            await broker.KillAsync();
        }

        Assert.DoesNotContain(family, process => process.IsAlive);
        Assert.Null(ProcessIdentity.Of(portMapper));

        await using RabbitMqServer again = await StartAsync();
        Assert.Equal("kept", await GetAsync(again.Uri));
    }

    [Fact]
    public async Task The_management_api_answers_as_soon_as_the_broker_is_ready()
    {
        await using RabbitMqServer broker = await StartAsync(management: true);
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("pms:broker-password")));

        string overview = await client.GetStringAsync(new Uri($"http://127.0.0.1:{broker.ManagementPort}/api/overview"), Cancel);

        Assert.Contains("rabbitmq_version", overview, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_password_on_an_old_data_folder_is_named()
    {
        await (await StartAsync()).DisposeAsync();

        PasswordChangedException refused = await Assert.ThrowsAsync<PasswordChangedException>(() => StartAsync(password: "another"));

        Assert.Contains(_folder.Path, refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.In("process.json")));
    }

    public void Dispose() => _folder.Dispose();

    private Task<RabbitMqServer> StartAsync(string password = "broker-password", bool management = false) => RabbitMqServer.StartAsync(
        new RabbitMqServerOptions { DataFolder = _folder.Path, UserName = "pms", Password = password, Management = management }, Cancel);

    private static async Task DeclareAsync(Uri uri)
    {
        await using IConnection connection = await new ConnectionFactory { Uri = uri }.CreateConnectionAsync(Cancel);
        await using IChannel channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        await channel.QueueDeclareAsync("probe", durable: true, exclusive: false, autoDelete: false, cancellationToken: Cancel);
    }

    private static async Task PublishAsync(Uri uri, string text)
    {
        await using IConnection connection = await new ConnectionFactory { Uri = uri }.CreateConnectionAsync(Cancel);
        await using IChannel channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Cancel);
        await channel.BasicPublishAsync("", "probe", mandatory: true, new BasicProperties { Persistent = true }, Encoding.UTF8.GetBytes(text), Cancel);
    }

    private static bool Holds(string file, string text)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.GetBuffer().AsSpan(0, (int)bytes.Length).IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    }

    /// <summary>What the broker said, and what is on disk of it: a lost queue is to be explained, not only noticed.</summary>
    private string Findings()
    {
        IEnumerable<string> files = Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories)
            .Select(file => $"{Path.GetRelativePath(_folder.Path, file)} {new FileInfo(file).Length}{(Holds(file, "probe") ? " names the queue" : "")}");
        return string.Join('\n', [.. files, File.ReadAllText(_folder.In("server.log"))]);
    }

    private async Task<string?> GetAsync(Uri uri)
    {
        await using IConnection connection = await new ConnectionFactory { Uri = uri }.CreateConnectionAsync(Cancel);
        await using IChannel channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        try
        {
            BasicGetResult? result = await channel.BasicGetAsync("probe", autoAck: true, Cancel);
            return result is null ? null : Encoding.UTF8.GetString(result.Body.Span);
        }
        catch (OperationInterruptedException missing)
        {
            throw new InvalidOperationException($"The queue did not come back.\n{Findings()}", missing);
        }
    }
}
