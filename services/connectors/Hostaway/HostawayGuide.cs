using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connectors.Hostaway;

/// <summary>What a manager reads who connects Hostaway.</summary>
internal static class HostawayGuide
{
    public static VendorGuide Text { get; } = new()
    {
        Requirements = ["A Hostaway account whose plan includes the public API.", "A user who may open Settings, Hostaway API in the dashboard."],
        SetUp =
        [
            "In the Hostaway dashboard open Settings, Hostaway API, and create an API key for this platform.",
            "Copy the account id and the secret, which is shown once.",
            "Enter both here and test the connection.",
            "Save. Enter the webhook address that is shown then as a unified webhook, with a login and password of your choice, and enter those here too.",
        ],
        NextSteps = ["Let the first sync end: its progress is shown with the connection.", "Set up the unified webhook, so that changes come at once.", "Look into the quarantine for records that could not be read."],
        Problems =
        [
            new(ConnectionFault.Forbidden, "Hostaway answers 403 where others answer 401: the token is not good any more, or the key was deleted.", "Create a new API key in the dashboard and enter its secret."),
            new(ConnectionFault.Unauthorised, "Account id and secret do not belong together.", "The account id is the number beside the keys in Settings, Hostaway API; the secret is that of one key, not the dashboard's password."),
            new(ConnectionFault.RateLimited, "Hostaway counts the calls of an account and those of a network address, and every new token as a call.", "Wait ten seconds. If it stays so, see which other systems use the account."),
            new(ConnectionFault.NotTheVendor, "The address lacks the API, as the dashboard's own address does.", "Leave the endpoint empty."),
        ],
    };
}
