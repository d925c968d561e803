using System.Text.Json.Serialization;
using PmsPlatform.Contracts.Access;
using PmsPlatform.Contracts.Audit;
using PmsPlatform.Contracts.Availability;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.Contracts.Context;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Hotels;
using PmsPlatform.Contracts.Housekeeping;
using PmsPlatform.Contracts.Keys;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.Contracts.Maintenance;
using PmsPlatform.Contracts.Privacy;
using PmsPlatform.Contracts.Reads;
using PmsPlatform.Contracts.Removals;
using PmsPlatform.Contracts.Rooms;
using PmsPlatform.Contracts.Sync;
using PmsPlatform.Contracts.Verifications;
using PmsPlatform.Contracts.WriteBacks;

namespace PmsPlatform.Contracts.Common;

/// <summary>
/// The one way contracts are written as JSON: camelCase, enums as text, nulls left out, dates <c>yyyy-MM-dd</c>, instants ISO 8601.
/// Reads unknown members without complaint, so that an additive change breaks nobody.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BookingsChanged))]
[JsonSerializable(typeof(GuestsChanged))]
[JsonSerializable(typeof(RoomsChanged))]
[JsonSerializable(typeof(RecordsRemoved))]
[JsonSerializable(typeof(AvailabilityChanged))]
[JsonSerializable(typeof(MaintenanceChanged))]
[JsonSerializable(typeof(HousekeepingTasksChanged))]
[JsonSerializable(typeof(SyncRunStarted))]
[JsonSerializable(typeof(SyncRunProgressed))]
[JsonSerializable(typeof(SyncRunCompleted))]
[JsonSerializable(typeof(SyncRunFailed))]
[JsonSerializable(typeof(RecordQuarantined))]
[JsonSerializable(typeof(ConnectionChanged))]
[JsonSerializable(typeof(AlertRaised))]
[JsonSerializable(typeof(WriteBackSettled))]
[JsonSerializable(typeof(AuditBatch))]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(AuditRecord))]
[JsonSerializable(typeof(Page<AuditRecord>))]
[JsonSerializable(typeof(AuditVerification))]
[JsonSerializable(typeof(AccessQuestion))]
[JsonSerializable(typeof(AccessGrant))]
[JsonSerializable(typeof(CallerView))]
[JsonSerializable(typeof(IReadOnlyList<Booking>))]
[JsonSerializable(typeof(IReadOnlyList<Guest>))]
[JsonSerializable(typeof(IReadOnlyList<Room>))]
[JsonSerializable(typeof(SyncRequest))]
[JsonSerializable(typeof(SyncAnswer))]
[JsonSerializable(typeof(SyncRunView))]
[JsonSerializable(typeof(IReadOnlyList<SyncRunView>))]
[JsonSerializable(typeof(WriteBackRequest))]
[JsonSerializable(typeof(WriteBackAnswer))]
[JsonSerializable(typeof(WriteBackSettlement))]
[JsonSerializable(typeof(Page<WriteBackView>))]
[JsonSerializable(typeof(ReadAnswer<Booking>))]
[JsonSerializable(typeof(ReadAnswer<Guest>))]
[JsonSerializable(typeof(ReadAnswer<Room>))]
[JsonSerializable(typeof(ReadAnswer<IReadOnlyList<Booking>>))]
[JsonSerializable(typeof(ReadAnswer<IReadOnlyList<Guest>>))]
[JsonSerializable(typeof(ReadAnswer<IReadOnlyList<Room>>))]
[JsonSerializable(typeof(ReadAnswer<BookingBalance>))]
[JsonSerializable(typeof(GuestContextAnswer))]
[JsonSerializable(typeof(IReadOnlyList<Hotel>))]
[JsonSerializable(typeof(Page<SyncRunView>))]
[JsonSerializable(typeof(Page<LedgerEntry>))]
[JsonSerializable(typeof(Page<LedgerVersion>))]
[JsonSerializable(typeof(Page<LedgerStatistics>))]
[JsonSerializable(typeof(Page<QuarantineNotice>))]
[JsonSerializable(typeof(Page<LedgerRefusal>))]
[JsonSerializable(typeof(LedgerDigests))]
[JsonSerializable(typeof(LedgerDigestQuestion))]
[JsonSerializable(typeof(IReadOnlyList<LedgerRecord>))]
[JsonSerializable(typeof(VerificationRequest))]
[JsonSerializable(typeof(VerificationView))]
[JsonSerializable(typeof(IReadOnlyList<VerificationResult>))]
[JsonSerializable(typeof(IReadOnlyList<VerificationDifference>))]
[JsonSerializable(typeof(FeedAnswer<Hotel>), TypeInfoPropertyName = "HotelFeedAnswer")]
[JsonSerializable(typeof(FeedAnswer<ConnectionItem>), TypeInfoPropertyName = "ConnectionFeedAnswer")]
[JsonSerializable(typeof(VendorReport))]
[JsonSerializable(typeof(FieldOverride))]
[JsonSerializable(typeof(ConnectionTrial))]
[JsonSerializable(typeof(ConnectionTrialResult))]
[JsonSerializable(typeof(KeyRotationRequest))]
[JsonSerializable(typeof(KeyRotationView))]
[JsonSerializable(typeof(KeyStatus))]
[JsonSerializable(typeof(GuestErasureRequested))]
[JsonSerializable(typeof(GuestErased))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Dictionary<string, long>))]
[JsonSerializable(typeof(PersonTraces))]
[JsonSerializable(typeof(PrivacyRequest))]
[JsonSerializable(typeof(PersonalDataExport))]
[JsonSerializable(typeof(IReadOnlyList<PersonalRecord>))]
[JsonSerializable(typeof(ErasureView))]
[JsonSerializable(typeof(Page<ErasureView>))]
[JsonSerializable(typeof(PersonQuestion))]
[JsonSerializable(typeof(PersonFound))]
[JsonSerializable(typeof(PersonalRecordsQuestion))]
public sealed partial class ContractsJson : JsonSerializerContext;
