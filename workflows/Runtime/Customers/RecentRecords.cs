using Campaigns.Model;

namespace Campaigns.Runtime.Customers;

/// <summary>
/// Customers as this process has just saved them with a message to deliver: whoever delivers it here need not read them. A few, by chance.
/// </summary>
/// <remarks>
/// One may be out of date. Nothing is sent on the strength of it: what is done next replaces the head by its tag, and fails when somebody
/// else has written meanwhile.
/// </remarks>
internal sealed class RecentRecords
{
    private readonly CustomerRecord?[] _slots = new CustomerRecord?[256];

    /// <summary>Keeps one, in place of whichever was in its slot.</summary>
    public void Keep(CustomerRecord record) => Volatile.Write(ref Slot(record.Id), record);

    /// <summary>Hands one out, and forgets it: a record is changed by one unit of work at a time.</summary>
    public CustomerRecord? Take(CustomerId customer) =>
        Volatile.Read(ref Slot(customer)) is { } kept && kept.Id == customer
        && Interlocked.CompareExchange(ref Slot(customer), null, kept) == kept
            ? kept
            : null;

    private ref CustomerRecord? Slot(CustomerId customer) => ref _slots[(uint)customer.GetHashCode() % (uint)_slots.Length];
}
