using Aspire.Hosting;

namespace PmsPlatform.LocalRunner.Building;

/// <summary>A parameter is asked for its value and has none: its resource shows ValueMissing.</summary>
internal sealed class MissingValueException(string message) : DistributedApplicationException(message);
