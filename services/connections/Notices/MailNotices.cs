using System.Globalization;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace PmsPlatform.Connections.Notices;

/// <summary>Sends notices as plain e-mails, by the installation's own mail server.</summary>
internal sealed class MailNotices(NoticeOptions options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Null when the server has taken it.</summary>
    public async Task<NoticeFault?> SendAsync(DueDelivery delivery, CancellationToken cancellationToken)
    {
        if (options.Mail is not { Host: { } host, From: { } from } mail)
            return new NoticeFault("There is no mail server.", IsFinal: false);

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var message = MessageOf(delivery, from);
        using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        try
        {
            await client.ConnectAsync(host, mail.Port, mail.Tls ? SecureSocketOptions.Auto : SecureSocketOptions.None, patience.Token);
            if (mail.UserName is { } user)
                await client.AuthenticateAsync(user, mail.Password ?? "", patience.Token);
            await client.SendAsync(message, patience.Token);
            await client.DisconnectAsync(quit: true, patience.Token);
            return null;
        }
        catch (SmtpCommandException error)
        {
            // A 5xx about the address or the message stays one; about anything else it is the server's trouble.
            var isAboutIt = error.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted && (int)error.StatusCode >= 500;
            return new NoticeFault(string.Create(CultureInfo.InvariantCulture, $"The mail server answered {(int)error.StatusCode}."), isAboutIt);
        }
        catch (Exception error) when (error is ProtocolException or AuthenticationException or IOException or System.Net.Sockets.SocketException or SslHandshakeException)
        {
            return new NoticeFault($"The mail server cannot be used: {error.GetType().Name}.", IsFinal: false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new NoticeFault("The mail server did not answer in time.", IsFinal: false);
        }
    }

    private static MimeMessage MessageOf(DueDelivery delivery, string from)
    {
        var about = delivery.HotelId ?? "the organisation";
        var message = new MimeMessage
        {
            Subject = $"[PmsPlatform] {delivery.Kind} at {about}",
            Date = delivery.RaisedAt,

            // The same at every try, so that a mailbox that has it already can tell.
            MessageId = $"{delivery.NoticeId:N}.{delivery.TargetId}@pmsplatform",
            Body = new TextPart("plain")
            {
                Text = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{delivery.Summary}\r\n\r\nHotel: {about}\r\nConnection: {delivery.ConnectionId ?? "-"}\r\nRaised: {delivery.RaisedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC\r\n"),
            },
        };
        message.From.Add(MailboxAddress.Parse(from));
        message.To.Add(MailboxAddress.Parse(delivery.Address));
        return message;
    }
}
