using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access.SignIn;

/// <summary>
/// Seals tokens with the platform's data key (AES-256-GCM): every replica opens what another made, a restart signs nobody out, and signing in does not
/// depend on the ring of the vendors' credentials.
/// </summary>
internal sealed class TicketSeal(PersonalDataProtector protector) : IConfigureNamedOptions<BearerTokenOptions>
{
    public void Configure(string? name, BearerTokenOptions options)
    {
        if (name is not Tickets.Scheme)
            return;
        options.BearerTokenProtector = new TicketDataFormat(new Seal(protector, "access"));
        options.RefreshTokenProtector = new TicketDataFormat(new Seal(protector, "refresh"));
    }

    public void Configure(BearerTokenOptions options) => Configure(Options.DefaultName, options);

    /// <summary>Bound to its purpose: a refresh token is no access token.</summary>
    private sealed class Seal(PersonalDataProtector protector, string purpose) : IDataProtector
    {
        private readonly byte[] context = Encoding.UTF8.GetBytes($"pms/token/{purpose}");

        public IDataProtector CreateProtector(string purpose1) => new Seal(protector, $"{purpose}/{purpose1}");

        public byte[] Protect(byte[] plaintext) => protector.Protect(plaintext, context);

        public byte[] Unprotect(byte[] protectedData) => protectedData.Length >= PersonalDataProtector.Overhead
            ? protector.Unprotect(protectedData, context)
            : throw new CryptographicException("The token is too short.");
    }
}
