using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connections.Tests.Notices;

/// <summary>The service with a mail server and somebody who takes webhooks.</summary>
public sealed class NoticeService(SharedServers servers) : IAsyncLifetime
{
    /// <summary>Where webhooks go: trusted by its name, whatever its port.</summary>
    public static string Trusted { get; private set; } = "";

    public MailServer Mail { get; } = MailServer.Start();

    public FakeVendor Receiver { get; private set; } = null!;

    /// <summary>What is answered at a path; 204 elsewhere.</summary>
    public ConcurrentDictionary<string, Func<int>> Answers { get; } = new(StringComparer.Ordinal);

    public RegistryService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Receiver = await FakeVendor.StartAsync(Take, TestContext.Current.CancellationToken);
        Trusted = Receiver.Url;
        Mail.Recipient = address => address.StartsWith("nobody@", StringComparison.Ordinal) ? "550 5.1.1 No such user" : "250 2.1.5 Ok";
        Service = new RegistryService(servers)
        {
            More =
            [
                new("Connections:TrustedEndpoints:0", Receiver.Url), new("Notices:Mail:Host", "127.0.0.1"), new("Notices:Mail:Port", Mail.Port.ToString(CultureInfo.InvariantCulture)),
                new("Notices:Poll", "00:00:00.010"), new("Notices:Mail:Tls", "false"), new("Notices:Mail:UserName", "pms"), new("Notices:Mail:Password", "a-mail-password"), new("Notices:Mail:From", "pms@platform.example"),
            ],
        };
        await Service.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Receiver.DisposeAsync();
        await Mail.DisposeAsync();
    }

    private Task Take(HttpContext http)
    {
        http.Response.StatusCode = Answers.TryGetValue(http.Request.Path, out var answer) ? answer() : StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
