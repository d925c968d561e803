namespace PmsPlatform.Cli;

/// <summary>The command line is wrong; the message says how it should be.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The command could not do its work; the message says why and what to look at.</summary>
internal sealed class CommandFailedException(string message) : Exception(message);
