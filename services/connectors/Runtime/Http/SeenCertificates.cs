using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace PmsPlatform.Connectors.Runtime.Http;

/// <summary>Until when the certificates are good that vendors have shown. Only looks: what is accepted is what would be accepted without it.</summary>
internal sealed class SeenCertificates
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _ends = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Host names with the end of the certificate that each showed last.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Ends => _ends;

    /// <summary>Looks at every certificate that a client with these options is shown.</summary>
    public SslClientAuthenticationOptions Watch(SslClientAuthenticationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.RemoteCertificateValidationCallback = (sender, certificate, _, errors) =>
        {
            if (sender is SslStream { TargetHostName: { Length: > 0 } host } && certificate is not null)
                Note(host, EndOf(certificate));
            return errors is SslPolicyErrors.None;
        };
        return options;
    }

    public void Note(string host, DateTimeOffset end) => _ends[host] = end;

    private static DateTimeOffset EndOf(X509Certificate certificate)
    {
        if (certificate is X509Certificate2 known)
            return new DateTimeOffset(known.NotAfter.ToUniversalTime());
        using var read = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return new DateTimeOffset(read.NotAfter.ToUniversalTime());
    }
}
