using System.Text.Json.Serialization;
using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.ServiceDefaults.Secrets;

/// <summary>
/// The whole key ring as it is stored and as it travels between services: every key wrapped by a master key, useless without it.
/// </summary>
/// <param name="Revision">Grows with every change of the ring; never null, never less than 1.</param>
/// <param name="Items">Every key, also those that only read.</param>
public sealed record KeyRingDocument(long Revision, IReadOnlyList<KeyRingEntry> Items);

/// <summary>One key of the ring.</summary>
/// <param name="Id">The id that every cipher text of this key names.</param>
/// <param name="Element">The key as ASP.NET Data Protection writes it (XML), its secret wrapped.</param>
public sealed record KeyRingEntry(Guid Id, string Element);

/// <summary>How the ring travels as JSON: as every feed of the registry.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FeedAnswer<KeyRingEntry>))]
public sealed partial class KeyRingJson : JsonSerializerContext;
