using System.Collections.Frozen;
using System.Text.Json;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>orderItems/getAll (connector-api/operations/orderitems.md). Orders from outside come first, for they are the newest; then the items of stays.</summary>
internal static class MewsOrderItems
{
    /// <summary>Ids of items of orders from outside start here.</summary>
    private const long Ordered = 1L << 36;

    private static readonly JsonEncodedText OrderItems = JsonEncodedText.Encode("OrderItems");
    private static readonly string[] AnyOf = ["OrderItemIds", "ServiceOrderIds", "ServiceIds", "BillIds", "AccountIds", "CreatedUtc", "UpdatedUtc", "ConsumedUtc", "CanceledUtc", "ClosedUtc"];
    private static readonly FrozenSet<string> AccountingStates = new[] { "Open", "Closed", "Inactive", "Canceled" }.ToFrozenSet(StringComparer.Ordinal);

    public static void GetAll(MewsContext context)
    {
        if (AnyOf.All(name => context.Request.Member(name) is null))
            throw MewsRequest.Invalid("OrderItemIds", "is required if no other filter is provided");
        var (count, cursor) = context.Request.Limitation();
        var before = cursor is not { } id ? long.MaxValue
            : context.Ids.TryRead(id, MewsKind.OrderItem, out var number) ? number : throw MewsRequest.Invalid("Cursor", "is not one of ours");
        var page = new Page(context, count);
        page.Collect(before);
        context.RefuseWhenHeavy(page.Places.Count);
        context.WritePage(OrderItems, page.Places, place => context.Ids.Of(MewsKind.OrderItem, page.Items[place].Id), place => MewsOrderItemJson.Write(context, page.Items[place]), static _ => { });
    }

    /// <summary>One item of a page.</summary>
    /// <param name="Id">Its number.</param>
    /// <param name="Stay">The stay it belongs to, or -1.</param>
    /// <param name="Charge">What is charged.</param>
    /// <param name="Order">The order from outside it belongs to, or null.</param>
    /// <param name="Line">The line of that order, or null.</param>
    public sealed record Item(long Id, int Stay, MewsCharge Charge, MewsOrder? Order, MewsOrderLine? Line);

    private sealed class Page(MewsContext context, int count)
    {
        private readonly List<MewsCharge> _charges = [];
        private readonly Interval? _created = context.Request.Interval("CreatedUtc");
        private readonly Interval? _updated = context.Request.Interval("UpdatedUtc");
        private readonly Interval? _consumed = context.Request.Interval("ConsumedUtc");
        private readonly Interval? _canceled = context.Request.Interval("CanceledUtc");
        private readonly Interval? _closed = context.Request.Interval("ClosedUtc");
        private readonly HashSet<Guid>? _accounts = context.Request.Ids("AccountIds", 100)?.ToHashSet();
        private readonly HashSet<Guid>? _services = context.Request.Ids("ServiceIds")?.ToHashSet();
        private readonly HashSet<Guid>? _orders = context.Request.Ids("ServiceOrderIds")?.ToHashSet();
        private readonly HashSet<Guid>? _bills = context.Request.Ids("BillIds")?.ToHashSet();
        private readonly HashSet<Guid>? _ids = context.Request.Ids("OrderItemIds")?.ToHashSet();
        private readonly IReadOnlyList<string>? _states = context.Request.Words("AccountingStates", AccountingStates);
        private readonly IReadOnlyList<string>? _types = context.Request.Texts("Types");

        public List<Item> Items { get; } = [];

        public List<int> Places { get; } = [];

        public void Collect(long before)
        {
            if (!context.IsAsked)
                return;
            Collect(Ordinary(before), before);
        }

        private void Collect(IEnumerable<int> stays, long before)
        {
            CollectOrders(before);
            if (_services is not null && !_services.Contains(context.State.StayService))
                return;
            foreach (var stay in stays)
            {
                if (Items.Count == count)
                    return;
                if (!TakesStay(stay))
                    continue;
                MewsCharges.List(context.World, context.Property.Options.NightlyCharges, stay, _charges);
                for (var place = _charges.Count - 1; place >= 0 && Items.Count < count; place--)
                {
                    var charge = _charges[place];
                    var item = new Item((long)stay * MewsCharges.PerStay + charge.Ordinal, stay, charge, null, null);
                    if (item.Id < before && Takes(item))
                        Add(item);
                }
            }
        }

        private void CollectOrders(long before)
        {
            foreach (var order in Enumerable.Reverse(context.State.Orders))
            {
                for (var line = order.Lines.Count - 1; line >= 0 && Items.Count < count; line--)
                {
                    var sold = order.Lines[line];
                    var charge = new MewsCharge(line, sold.ProductId is null ? "CustomItem" : "ProductOrder", sold.Name, sold.Count, sold.UnitGross, order.At, order.Consumed, false);
                    var item = new Item(Ordered + (long)order.Number * MewsCharges.PerStay + line, -1, charge, order, sold);
                    if (item.Id < before && (_services?.Contains(order.ServiceId) ?? true) && (_orders?.Contains(context.Ids.Of(MewsKind.Order, order.Number)) ?? true)
                        && (_accounts?.Contains(order.Account.Id) ?? true) && (_updated is not { } updated || updated.Holds(order.At)) && Takes(item))
                        Add(item);
                }
            }
        }

        private void Add(Item item)
        {
            Places.Add(Items.Count);
            Items.Add(item);
        }

        private bool TakesStay(int stay)
        {
            ref readonly var row = ref context.World.Stay(stay);
            return row.Status != StayStatus.Blocked
                && (_updated is not { } updated || updated.Holds(row.Updated))
                && (_accounts is null || _accounts.Contains(MewsWords.AccountOf(context.State, stay).Id));
        }

        private bool Takes(Item item)
        {
            var state = MewsOrderItemJson.AccountingState(context, item);
            return (_created is not { } created || created.Holds(item.Charge.Created))
                && (_consumed is not { } consumed || consumed.Holds(item.Charge.Consumed))
                && (_canceled is not { } canceled || (item.Charge.Cancelled && canceled.Holds(MewsOrderItemJson.CanceledAt(context, item))))
                && (_closed is not { } closed || (state == "Closed" && closed.Holds(context.World.Stay(item.Stay).EndedAt)))
                && (_states is null || _states.Contains(state))
                && (_types is null || _types.Contains(item.Charge.Type))
                && (_bills is null || (MewsOrderItemJson.BillOf(context, item) is { } bill && _bills.Contains(bill)))
                && (_ids is null || _ids.Contains(context.Ids.Of(MewsKind.OrderItem, item.Id)));
        }

        /// <summary>Stays whose items can be asked for, newest first, from the one the cursor is in.</summary>
        private IEnumerable<int> Ordinary(long before)
        {
            var newest = before >= Ordered ? context.World.StayCount - 1 : (int)Math.Min(context.World.StayCount - 1, before / MewsCharges.PerStay);
            var named = _orders?.Select(id => MewsReservations.NumberOf(context.State, id)).OfType<int>()
                ?? _ids?.Where(id => context.Ids.TryRead(id, MewsKind.OrderItem, out var number) && number < Ordered).Select(id => (int)(Number(id) / MewsCharges.PerStay)).Distinct();
            if (named is not null)
                return named.Where(stay => stay >= 0 && stay <= newest).OrderDescending();
            return Enumerable.Range(0, newest + 1).Select(step => newest - step);
        }

        private long Number(Guid id) => context.Ids.TryRead(id, MewsKind.OrderItem, out var number) ? number : -1;
    }
}
