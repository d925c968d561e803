using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connectors.Mock;

/// <summary>What a developer reads who connects the mock PMS.</summary>
internal static class MockGuide
{
    public static VendorGuide Text { get; } = new()
    {
        Requirements = ["The vendor sandbox, which has the mock PMS in it; ./pms run starts it."],
        SetUp =
        [
            "Make a property with POST /admin/properties of the vendor sandbox, vendor mock.",
            "Enter the key that it answers with, and the sandbox's address with /mock as endpoint.",
            "Test the connection and save.",
        ],
        NextSteps = ["Fill the hotel with POST /mock/… as docs/mock-pms.md shows.", "Register the webhook address with POST /webhooks."],
        Problems =
        [
            new(ConnectionFault.Unauthorised, "The sandbox keeps nothing when it stops: a property from before is gone with its key.", "Make the property again and enter the new key."),
            new(ConnectionFault.Dns, "The mock PMS has no address of its own on the internet.", "Enter the sandbox's address as endpoint."),
            new(ConnectionFault.NotPublic, "The sandbox stands inside of your own network.", "Name its address in Connections:TrustedEndpoints; ./pms run does."),
        ],
    };
}
