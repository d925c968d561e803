using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections;

/// <summary>Saves what was changed, and says what the database's constraints mean where they refuse.</summary>
internal static class Saving
{
    /// <summary>Null when it was saved.</summary>
    public static async Task<ProblemHttpResult?> TrySaveAsync(this RegistryContext registry, CancellationToken cancellationToken)
    {
        try
        {
            await registry.SaveChangesAsync(cancellationToken);
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            return EntityTag.Changed();
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException refusal && Meaning(refusal) is { } meaning)
        {
            return meaning;
        }
    }

    private static ProblemHttpResult? Meaning(PostgresException refusal) => (refusal.SqlState, refusal.ConstraintName) switch
    {
        (PostgresErrorCodes.UniqueViolation, "one_pms_of_record") =>
            Problem.Conflict("Another PMS already says what is booked at this hotel. Disconnect it first, or connect this one with isPmsOfRecord false."),
        (PostgresErrorCodes.UniqueViolation, "hotel_slug_once") => Problem.Conflict("Another hotel has this slug."),
        (PostgresErrorCodes.UniqueViolation, "one_property_of_account") => Problem.Conflict("Another property of this account is mapped to this hotel."),
        (PostgresErrorCodes.UniqueViolation, _) => Problem.Conflict("Something with this id exists already."),
        (PostgresErrorCodes.ForeignKeyViolation, _) => Problem.Conflict("Something else still refers to it."),
        (PostgresErrorCodes.CheckViolation, "hotel_hotel_id_check" or "connection_connection_id_check") =>
            Problem.Invalid("$.id", "must be letters, digits, hyphens and underscores, at most 64."),
        (PostgresErrorCodes.CheckViolation or PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter, _) =>
            Problem.Of(StatusCodes.Status400BadRequest, "A value is too long, or has characters that it cannot have."),
        _ => null,
    };
}
