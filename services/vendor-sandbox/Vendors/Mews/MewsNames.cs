using System.Text.Json;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>Member names that most records share, encoded once.</summary>
internal static class MewsNames
{
    public static readonly JsonEncodedText Id = JsonEncodedText.Encode("Id");
    public static readonly JsonEncodedText Cursor = JsonEncodedText.Encode("Cursor");
    public static readonly JsonEncodedText EnterpriseId = JsonEncodedText.Encode("EnterpriseId");
    public static readonly JsonEncodedText ServiceId = JsonEncodedText.Encode("ServiceId");
    public static readonly JsonEncodedText AccountId = JsonEncodedText.Encode("AccountId");
    public static readonly JsonEncodedText AccountType = JsonEncodedText.Encode("AccountType");
    public static readonly JsonEncodedText CreatedUtc = JsonEncodedText.Encode("CreatedUtc");
    public static readonly JsonEncodedText UpdatedUtc = JsonEncodedText.Encode("UpdatedUtc");
    public static readonly JsonEncodedText CreatorProfileId = JsonEncodedText.Encode("CreatorProfileId");
    public static readonly JsonEncodedText UpdaterProfileId = JsonEncodedText.Encode("UpdaterProfileId");
    public static readonly JsonEncodedText IsActive = JsonEncodedText.Encode("IsActive");
    public static readonly JsonEncodedText Name = JsonEncodedText.Encode("Name");
    public static readonly JsonEncodedText Names = JsonEncodedText.Encode("Names");
    public static readonly JsonEncodedText Number = JsonEncodedText.Encode("Number");
    public static readonly JsonEncodedText Notes = JsonEncodedText.Encode("Notes");
    public static readonly JsonEncodedText State = JsonEncodedText.Encode("State");
    public static readonly JsonEncodedText Type = JsonEncodedText.Encode("Type");
    public static readonly JsonEncodedText StartUtc = JsonEncodedText.Encode("StartUtc");
    public static readonly JsonEncodedText EndUtc = JsonEncodedText.Encode("EndUtc");
    public static readonly JsonEncodedText ExternalIdentifier = JsonEncodedText.Encode("ExternalIdentifier");
    public static readonly JsonEncodedText Options = JsonEncodedText.Encode("Options");
    public static readonly JsonEncodedText Data = JsonEncodedText.Encode("Data");
    public static readonly JsonEncodedText Discriminator = JsonEncodedText.Encode("Discriminator");
    public static readonly JsonEncodedText Value = JsonEncodedText.Encode("Value");
    public static readonly JsonEncodedText Currency = JsonEncodedText.Encode("Currency");
    public static readonly JsonEncodedText BillId = JsonEncodedText.Encode("BillId");
    public static readonly JsonEncodedText AccountingCategoryId = JsonEncodedText.Encode("AccountingCategoryId");
    public static readonly JsonEncodedText ReservationId = JsonEncodedText.Encode("ReservationId");
    public static readonly JsonEncodedText Amount = JsonEncodedText.Encode("Amount");
    public static readonly JsonEncodedText OriginalAmount = JsonEncodedText.Encode("OriginalAmount");
    public static readonly JsonEncodedText AccountingState = JsonEncodedText.Encode("AccountingState");
    public static readonly JsonEncodedText ConsumedUtc = JsonEncodedText.Encode("ConsumedUtc");
    public static readonly JsonEncodedText ClosedUtc = JsonEncodedText.Encode("ClosedUtc");

    public static readonly JsonEncodedText CustomerType = JsonEncodedText.Encode("Customer");
    public static readonly JsonEncodedText CompanyType = JsonEncodedText.Encode("Company");
}
