using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connectors.Custom;

/// <summary>What somebody reads who connects a system of his own.</summary>
internal static class CustomGuide
{
    public static VendorGuide Text { get; } = new()
    {
        Requirements = ["A system that can be asked over REST or GraphQL with JSON, or that can POST JSON.", "A mapping that says how it is asked and what its fields mean (docs/custom-mapping.md)."],
        SetUp =
        [
            "Take one or more sample answers of the system and have a mapping proposed: POST /api/pms/custom/mapping/suggest.",
            "Put right what was proposed, and try it out with POST /api/pms/custom/mapping/try until nothing is left over.",
            "Enter mapping, address and credentials here, test the connection and save.",
        ],
        NextSteps = ["Let the first sync end and look into the quarantine: what the samples did not show turns up there.", "Have the system POST changes, so that they come at once."],
        Problems =
        [
            new(ConnectionFault.Settings, "The mapping cannot be used, or asks for credentials that were not entered.", "The error names the place in the mapping; try it out at POST /api/pms/custom/mapping/try."),
            new(ConnectionFault.NotTheVendor, "The answer is not JSON or not where the mapping looks for it.", "Compare the path of the list in the mapping with a real answer."),
            new(ConnectionFault.NotFound, "The path in the mapping does not exist below the endpoint.", "Join endpoint and path by hand and call it once."),
            new(ConnectionFault.Dns, "No endpoint was entered.", "Enter the system's address."),
        ],
    };
}
