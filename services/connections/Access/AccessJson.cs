using System.Text.Json.Serialization;
using PmsPlatform.Connections.Access.Keys;
using PmsPlatform.Connections.Access.SignIn;
using PmsPlatform.Connections.Access.Users;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connections.Access;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(PasswordChange))]
[JsonSerializable(typeof(SetupRequest))]
[JsonSerializable(typeof(InvitationAcceptance))]
[JsonSerializable(typeof(InvitationRequest))]
[JsonSerializable(typeof(InvitationView))]
[JsonSerializable(typeof(Page<InvitationView>))]
[JsonSerializable(typeof(RolesRequest))]
[JsonSerializable(typeof(UserView))]
[JsonSerializable(typeof(Page<UserView>))]
[JsonSerializable(typeof(KeyRequest))]
[JsonSerializable(typeof(KeyView))]
[JsonSerializable(typeof(Page<KeyView>))]
internal sealed partial class AccessJson : JsonSerializerContext;
