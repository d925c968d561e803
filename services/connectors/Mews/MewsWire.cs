using System.Text.Json.Serialization;
using PmsPlatform.Connectors.Runtime.Mapping;

namespace PmsPlatform.Connectors.Mews;

internal sealed record MewsReservation
{
    public string? Id { get; init; }
    public string? ServiceId { get; init; }
    public string? AccountId { get; init; }
    public string? AccountType { get; init; }
    public string? BookerId { get; init; }
    public string? Number { get; init; }
    public string? State { get; init; }
    public string? CancellationReason { get; init; }
    public string? Origin { get; init; }
    public string? CommanderOrigin { get; init; }
    public string? OriginDetails { get; init; }
    public string? TravelAgencyId { get; init; }
    public string? PartnerCompanyId { get; init; }
    public string? GroupId { get; init; }
    public string? RateId { get; init; }
    public string? BusinessSegmentId { get; init; }
    public string? AvailabilityBlockId { get; init; }
    public string? VoucherId { get; init; }
    public string? RequestedResourceCategoryId { get; init; }
    public string? AssignedResourceId { get; init; }
    public string? ChannelNumber { get; init; }
    public string? ChannelManagerNumber { get; init; }
    public string? Purpose { get; init; }
    public string? CreatedUtc { get; init; }
    public string? UpdatedUtc { get; init; }
    public string? CancelledUtc { get; init; }
    public string? ReleasedUtc { get; init; }
    public string? ScheduledStartUtc { get; init; }
    public string? ActualStartUtc { get; init; }
    public string? ScheduledEndUtc { get; init; }
    public string? ActualEndUtc { get; init; }
    public IReadOnlyList<MewsPersonCount?>? PersonCounts { get; init; }
}

internal sealed record MewsPersonCount(string? AgeCategoryId, int? Count);

internal sealed record MewsCustomer
{
    public string? Id { get; init; }
    public string? Number { get; init; }
    public string? Title { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? SecondLastName { get; init; }
    public string? NationalityCode { get; init; }
    public string? PreferredLanguageCode { get; init; }
    public string? LanguageCode { get; init; }
    public string? BirthDate { get; init; }
    public string? Email { get; init; }
    public bool? HasOtaEmail { get; init; }
    public string? Phone { get; init; }
    public string? LoyaltyCode { get; init; }
    public string? Notes { get; init; }
    public string? DietaryRequirements { get; init; }
    public string? CarRegistrationNumber { get; init; }
    public string? CompanyId { get; init; }
    public string? MergeTargetId { get; init; }
    public bool? IsActive { get; init; }
    public string? UpdatedUtc { get; init; }
    public IReadOnlyList<string?>? Classifications { get; init; }
    public IReadOnlyList<string?>? PreferredSpaceFeatures { get; init; }
}

internal sealed record MewsResource
{
    public string? Id { get; init; }
    public bool? IsActive { get; init; }
    public string? ParentResourceId { get; init; }
    public string? Name { get; init; }
    public string? State { get; init; }
    public string? UpdatedUtc { get; init; }
    public MewsResourceData? Data { get; init; }
}

internal sealed record MewsResourceData(string? Discriminator, MewsSpace? Value);

internal sealed record MewsSpace(string? FloorNumber, string? LocationNotes);

internal sealed record MewsResourceCategory
{
    public string? Id { get; init; }
    public string? ServiceId { get; init; }
    public string? Type { get; init; }
    public int? Capacity { get; init; }
    public IReadOnlyDictionary<string, string?>? Names { get; init; }
}

internal sealed record MewsCategoryAssignment(string? ResourceId, string? CategoryId, bool? IsActive);

internal sealed record MewsAgeCategory(string? Id, string? Classification);

internal sealed record MewsService(string? Id, bool? IsActive, MewsServiceData? Data);

internal sealed record MewsServiceData(string? Discriminator, MewsBookableService? Value);

internal sealed record MewsBookableService(string? EndOffset, string? TimeUnitPeriod);

internal sealed record MewsCompanionship(string? ReservationId, string? CustomerId);

internal sealed record MewsCompany(string? Id, string? Name);

internal sealed record MewsOrderItem(string? Id, string? ServiceOrderId, string? AccountingState, string? CanceledUtc, MewsAmount? Amount);

internal sealed record MewsPayment(string? Id, string? State, string? AccountingState, MewsAmount? Amount);

/// <summary>What is read of an order item that cannot be read whole.</summary>
internal sealed record MewsOrderItemOwner(string? ServiceOrderId);

internal sealed record MewsAmount(string? Currency, decimal? GrossValue);

internal sealed record MewsEnterprise(string? CreatedUtc, string? TimeZoneIdentifier, bool? IsPortfolio, string? Pricing = null);

internal sealed record MewsError(string? RequestId, string? Message = null);

[JsonSourceGenerationOptions(
    Converters = [typeof(LenientText)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(MewsQuery))]
[JsonSerializable(typeof(MewsReservation))]
[JsonSerializable(typeof(MewsCustomer))]
[JsonSerializable(typeof(MewsResource))]
[JsonSerializable(typeof(MewsResourceCategory))]
[JsonSerializable(typeof(MewsCategoryAssignment))]
[JsonSerializable(typeof(MewsAgeCategory))]
[JsonSerializable(typeof(MewsService))]
[JsonSerializable(typeof(MewsCompanionship))]
[JsonSerializable(typeof(MewsCompany))]
[JsonSerializable(typeof(MewsOrderItem))]
[JsonSerializable(typeof(MewsOrderItemOwner))]
[JsonSerializable(typeof(MewsPayment))]
[JsonSerializable(typeof(MewsEnterprise))]
[JsonSerializable(typeof(MewsError))]
internal sealed partial class MewsJson : JsonSerializerContext;
