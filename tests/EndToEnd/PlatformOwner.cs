using PmsPlatform.Cli;
using PmsPlatform.Cli.Demo.Founding;

namespace PmsPlatform.EndToEnd;

/// <summary>Whoever set the platform up.</summary>
/// <param name="Email">What he signs in with.</param>
/// <param name="Password">His password. Its characters are written otherwise in JSON, in addresses and in base64.</param>
/// <param name="Link">The token of the link he came by, which is used up.</param>
internal sealed record PlatformOwner(string Email, string Password, string Link)
{
    public static async Task<PlatformOwner> SetUpAsync(Uri gateway, Home home, CancellationToken cancellationToken)
    {
        var owner = new PlatformOwner("owner@tests.example", $"marked+first/{Guid.NewGuid():N}&<word>", await OwnerLink.TokenAsync(home, cancellationToken));
        await Founder.SetUpAsync(gateway.ToString(), owner.Link, owner.Email, owner.Password, "Of the tests", cancellationToken);
        return owner;
    }

    /// <summary>Not the members: two of them are secrets.</summary>
    public override string ToString() => Email;
}
