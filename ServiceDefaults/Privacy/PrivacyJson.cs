using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace PmsPlatform.ServiceDefaults.Privacy;

[JsonSerializable(typeof(JsonObject))]
internal sealed partial class PrivacyJson : JsonSerializerContext;
