namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>Settings that the runtime reads of connections with webhooks; a vendor's descriptor lists those it needs.</summary>
public static class WebhookSettings
{
    /// <summary>Name of <see cref="Token"/>.</summary>
    public const string TokenName = "webhookToken";

    internal const int ShortestToken = 24;
    internal const int LongestToken = 256;

    /// <summary>
    /// What the address ends in that the vendor calls, or comes in the header x-provider-token with the vendor-neutral form. Where a vendor knows one
    /// address for all accounts, their connections have the same token.
    /// </summary>
    public static SettingDescriptor Token { get; } = new()
    {
        Name = TokenName,
        Label = "Webhook token",
        Guidance = "At least 24 random letters and digits, made by you; the last part of the webhook address. Without it no webhooks are taken.",
        Secret = true,
        Required = false,
    };
}
