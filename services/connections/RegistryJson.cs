using System.Text.Json.Serialization;
using PmsPlatform.Connections.Guidance;
using PmsPlatform.Connections.Hotels;
using PmsPlatform.Connections.Links;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connections;

/// <summary>JSON of this service's own addresses.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HotelRequest))]
[JsonSerializable(typeof(HotelView))]
[JsonSerializable(typeof(Page<HotelView>))]
[JsonSerializable(typeof(OrganizationView))]
[JsonSerializable(typeof(MappingView))]
[JsonSerializable(typeof(Page<MappingView>))]
[JsonSerializable(typeof(ConnectionRequest))]
[JsonSerializable(typeof(ConnectionView))]
[JsonSerializable(typeof(Page<ConnectionView>))]
[JsonSerializable(typeof(ConnectRequest))]
[JsonSerializable(typeof(ConnectAnswer))]
[JsonSerializable(typeof(WebhookView))]
[JsonSerializable(typeof(TestConnectionRequest))]
[JsonSerializable(typeof(TestConnectionAnswer))]
[JsonSerializable(typeof(IReadOnlyList<VendorView>))]
[JsonSerializable(typeof(ScheduleRequest))]
[JsonSerializable(typeof(ScheduleView))]
[JsonSerializable(typeof(IReadOnlyList<ScheduleView>))]
internal sealed partial class RegistryJson : JsonSerializerContext;
