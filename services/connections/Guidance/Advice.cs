using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connections.Guidance;

/// <summary>What to tell somebody whose connection does not work: what the vendor's own guide says first, then what holds for every vendor.</summary>
internal static class Advice
{
    /// <summary>One sentence that says what is wrong, for the top of the page.</summary>
    public static string MessageOf(ConnectionFault fault, VendorReport vendor) => fault switch
    {
        ConnectionFault.Settings => "Something that was entered cannot be used.",
        ConnectionFault.Unauthorised => $"{vendor.Name} does not know these credentials.",
        ConnectionFault.Forbidden => $"{vendor.Name} knows these credentials and does not let them in.",
        ConnectionFault.MissingPermission => $"The credentials work, but {vendor.Name} gives them too few rights.",
        ConnectionFault.NotFound => $"{vendor.Name} has nothing at what was asked for.",
        ConnectionFault.WrongProperty => $"The credentials work at {vendor.Name}, but not for this hotel.",
        ConnectionFault.RateLimited => $"{vendor.Name} was asked too often just now.",
        ConnectionFault.Timeout => $"{vendor.Name} did not answer in time.",
        ConnectionFault.Tls => $"No secure connection to {vendor.Name} came about.",
        ConnectionFault.Dns => "The address's host name is not known.",
        ConnectionFault.Unreachable => $"Nobody takes the connection at {vendor.Name}'s address.",
        ConnectionFault.NotPublic => "The address does not belong to the public internet.",
        ConnectionFault.VendorDown => $"{vendor.Name} answers with an error of its own.",
        ConnectionFault.NotTheVendor => $"What answers there does not speak as {vendor.Name} does.",
        _ => $"{vendor.Name} refuses the request.",
    };

    /// <summary>What to do, most likely cause first.</summary>
    public static IReadOnlyList<string> StepsFor(ConnectionFault fault, VendorReport vendor) =>
    [
        .. vendor.Guide.Problems.Where(problem => problem.Fault == fault).Select(problem => $"{problem.Cause} {problem.Fix}"),
        .. General(fault, vendor),
    ];

    private static IEnumerable<string> General(ConnectionFault fault, VendorReport vendor)
    {
        var credentials = string.Join(", ", vendor.Settings.Where(setting => setting is { Secret: true, Required: true }).Select(setting => setting.Label));
        var property = vendor.Settings.FirstOrDefault(setting => string.Equals(setting.Name, vendor.PropertySetting, StringComparison.Ordinal));
        return fault switch
        {
            ConnectionFault.Settings => vendor.Settings.Where(setting => setting.Required).Select(setting => $"{setting.Label}: {setting.Guidance}"),
            ConnectionFault.Unauthorised =>
            [
                credentials.Length > 0 ? $"Copy {credentials} again, whole and without blanks before or after." : "Enter the credentials again.",
                $"Make sure that they are of {vendor.Name}'s live system and were not revoked or replaced.",
            ],
            ConnectionFault.Forbidden =>
            [
                $"Ask whoever administers {vendor.Name} to give these credentials access to the property.",
                $"If {vendor.Name} admits known network addresses only, have this platform's address admitted.",
            ],
            ConnectionFault.MissingPermission => [$"Give the credentials the rights that {vendor.Documentation} lists for reading reservations, guests and rooms.", "Check that the licence includes the API."],
            ConnectionFault.NotFound =>
            [
                property is null ? "Check the address, if one was entered." : $"Check {property.Label}: {property.Guidance}",
                $"Leave the address empty to use {vendor.DefaultEndpoint}.",
            ],
            ConnectionFault.WrongProperty => ["Compare hotel and property: time zone, currency and name must be those of the same house.", property is null ? "Use credentials of this property." : $"Check {property.Label}: {property.Guidance}"],
            ConnectionFault.RateLimited => [$"Wait a minute and try again. {LimitsOf(vendor)}", "If it stays so, another system uses the same account: give each its own."],
            ConnectionFault.Timeout => ["Try again in a minute.", $"Look at {vendor.Name}'s status page; if it says nothing, ask its support whether the API is slow."],
            ConnectionFault.Tls => ["Check that the address begins with the vendor's own host name: the certificate must be for it, not expired, and of a known authority.", "The vendor must offer TLS 1.2 or newer."],
            ConnectionFault.Dns => ["Check the address for a typing error.", $"Leave it empty to use {vendor.DefaultEndpoint}."],
            ConnectionFault.Unreachable => ["Check host and port of the address.", "If the system stands in the hotel, its firewall must let this platform in."],
            ConnectionFault.NotPublic => ["Enter the address under which the system is reached from the internet, with https.", "A system inside of your own network is admitted by whoever runs this platform (Connections:TrustedEndpoints)."],
            ConnectionFault.VendorDown => [$"Try again in some minutes; look at {vendor.Name}'s status page."],
            ConnectionFault.NotTheVendor => [$"Check the address; {vendor.Name}'s own is {vendor.DefaultEndpoint}.", "A sign-in page or a proxy may answer in its place."],
            _ => [$"Compare what was entered with {vendor.Documentation}."],
        };
    }

    private static string LimitsOf(VendorReport vendor) => vendor.Limits.Count == 0
        ? ""
        : $"{vendor.Name} takes {string.Join(" and ", vendor.Limits.Select(limit => $"{limit.Calls} calls in {limit.Seconds} s"))}.";
}
