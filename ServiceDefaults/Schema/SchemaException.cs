namespace PmsPlatform.ServiceDefaults;

/// <summary>The database's schema and this build's scripts do not fit together; nothing was changed. A person has to decide.</summary>
public sealed class SchemaException : Exception
{
    /// <summary>With what does not fit and what to do.</summary>
    public SchemaException(string message)
        : base(message)
    {
    }

    /// <summary>With the database's own error.</summary>
    public SchemaException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
