namespace PmsPlatform.Connections;

/// <summary>Ids of what nobody has given an id.</summary>
internal static class Ids
{
    public static string New(string kind, DateTimeOffset now) => $"{kind}_{Guid.CreateVersion7(now):N}";
}
