using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connectors.Mews;

/// <summary>What a hotelier reads who connects Mews.</summary>
internal static class MewsGuide
{
    public static VendorGuide Text { get; } = new()
    {
        Requirements =
        [
            "A Mews subscription that includes the Connector API.",
            "This integration connected in Mews Operations under Marketplace: Mews shows an access token for each property there.",
            "The client token that Mews issued to whoever runs this platform after certification. It is the same for all properties of an environment.",
        ],
        SetUp =
        [
            "In Mews Operations open Marketplace, find this integration and connect it to the property.",
            "Open it under My subscriptions and copy the access token.",
            "Enter client token and access token here and test the connection.",
            "Save. Ask Mews to send the integration's webhooks to the address that is shown then; without them changes are polled for.",
        ],
        NextSteps = ["Let the first sync end: its progress is shown with the connection.", "Have the webhook address entered at Mews.", "Look into the quarantine for records that could not be read."],
        Problems =
        [
            new(ConnectionFault.Unauthorised, "Mews answers 401 for a wrong token and also where a right one lacks a permission.", "Copy both tokens again; if they are right, connect the integration anew in Marketplace, which gives it its permissions."),
            new(ConnectionFault.Unauthorised, "Tokens of Mews' demo environment work at its own address only.", "Enter the demo platform's address as endpoint, or use tokens of production."),
            new(ConnectionFault.Unauthorised, "When somebody regenerates the key at the property, the old access token ends.", "Copy the new one from My subscriptions."),
            new(ConnectionFault.Forbidden, "Mews answers 403 where a rule of the property forbids what was asked.", "The message names the rule; it can be shown to the property's staff."),
            new(ConnectionFault.WrongProperty, "The access token is a portfolio's, or the property's time zone at Mews is another one than here.", "Use the property's own token, and set the hotel's time zone to the one in Mews' property settings."),
            new(ConnectionFault.NotFound, "Mews' paths are case-sensitive and an endpoint with a path of its own leads nowhere.", "Enter the platform's address alone, or leave the endpoint empty."),
            new(ConnectionFault.Timeout, "Mews cuts queries that are too heavy.", "Try again; if it stays so, tell Mews' support the time of the call."),
        ],
    };
}
