using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PmsPlatform.VendorSandbox.Vendors.Mock;

/// <summary>The mock PMS does not do what was asked, and says which value is to blame.</summary>
internal sealed class MockProblem(int status, string detail, string? field = null) : Exception(detail)
{
    public int Status { get; } = status;

    /// <summary>JSON path in the body, or a query parameter; null where no value is wrong.</summary>
    public string? Field { get; } = field;

    public static MockProblem Invalid(string field, string reason) => new(StatusCodes.Status400BadRequest, $"{field}: {reason}", field);

    public static MockProblem NotFound(string what) => new(StatusCodes.Status404NotFound, $"There is no such {what}.");

    public static MockProblem Conflict(string detail, string? field = null) => new(StatusCodes.Status409Conflict, detail, field);

    public static MockProblem TooLarge(int most) => new(StatusCodes.Status413PayloadTooLarge, $"The body has more than {most} bytes.");

    public static void Write(VendorCall call, int status, string detail, string? field)
    {
        var (type, title) = status switch
        {
            StatusCodes.Status401Unauthorized => ("unauthorised", "The key is not known"),
            StatusCodes.Status404NotFound => ("not-found", "Not found"),
            StatusCodes.Status409Conflict => ("conflict", "Not possible as things are"),
            StatusCodes.Status413PayloadTooLarge => ("too-large", "Too large"),
            StatusCodes.Status429TooManyRequests => ("too-many-calls", "Too many calls"),
            >= 500 => ("broken", "Broken"),
            _ => ("invalid", "A value is wrong"),
        };
        call.Restart(status);
        call.Http.Response.ContentType = "application/problem+json";
        call.Json.WriteStartObject();
        call.Json.WriteString("type"u8, "urn:mock-pms:" + type);
        call.Json.WriteString("title"u8, title);
        call.Json.WriteNumber("status"u8, status);
        call.Json.WriteString("detail"u8, detail);
        if (field is not null)
            call.Json.WriteString("field"u8, field);
        call.Json.WriteEndObject();
    }

    /// <summary>Reads a body; what does not fit is told with its place.</summary>
    public static T Read<T>(JsonElement body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return body.Deserialize(type) ?? throw Invalid("$", "an object is needed");
        }
        catch (JsonException error)
        {
            throw Invalid(error.Path ?? "$", "is not known or not of the documented form");
        }
    }
}
