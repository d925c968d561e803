namespace PmsPlatform.Connections.Access.SignIn;

/// <summary>Whether a text can be an e-mail address: one @ with something on both sides, no blanks. More is for the mail server to say.</summary>
internal static class EmailForm
{
    public static bool IsUsable(string? text) =>
        text is { Length: >= 3 and <= 254 } && text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1
        && text.LastIndexOf('@') == at && !text.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter));
}
