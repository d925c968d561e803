using Microsoft.AspNetCore.Identity;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access.SignIn;

/// <summary>
/// Long rather than ornate: at least 12 characters, some of them different, nothing that begins with what everybody tries, and not one's own name. Beside the
/// framework's own rules.
/// </summary>
internal sealed class PasswordRules : IPasswordValidator<AccessUser>
{
    public const int Fewest = 12;
    public const int FewestDifferent = 5;

    private static readonly string[] Common = ["password", "passwort", "123456", "qwerty", "letmein", "welcome", "iloveyou", "admin", "hotel", "abc123", "111111"];

    public Task<IdentityResult> ValidateAsync(UserManager<AccessUser> manager, AccessUser user, string? password)
    {
        var text = password ?? "";
        var own = user.UserName?.Split('@')[0] ?? "";
        if (text.Length > Login.LongestPassword)
            return Refused("TooLong", $"has more than {Login.LongestPassword} characters.");
        if (own.Length >= 4 && text.Contains(own, StringComparison.OrdinalIgnoreCase))
            return Refused("HoldsName", "holds the name of the e-mail address.");
        if (Common.Any(word => text.StartsWith(word, StringComparison.OrdinalIgnoreCase)))
            return Refused("Common", "begins as many passwords do. Use several words that nobody would guess.");
        return Task.FromResult(IdentityResult.Success);
    }

    /// <summary>The problem of a password that was refused; null when the result is good.</summary>
    public static IResult? ProblemOf(IdentityResult result) => result.Succeeded ? null : Problem.Invalid("$.password", string.Join(" ", result.Errors.Select(Reason)));

    private static Task<IdentityResult> Refused(string code, string reason) => Task.FromResult(IdentityResult.Failed(new IdentityError { Code = code, Description = reason }));

    private static string Reason(IdentityError error) => error.Code switch
    {
        nameof(IdentityErrorDescriber.PasswordTooShort) => $"has fewer than {Fewest} characters.",
        nameof(IdentityErrorDescriber.PasswordRequiresUniqueChars) => $"has fewer than {FewestDifferent} different characters.",
        _ => error.Description,
    };
}
