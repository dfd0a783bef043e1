using Campaigns.Model;

namespace Campaigns.Runtime.Customers;

/// <summary>
/// The customers with many policies, enrollments or contacts that this process has had to do with last: of such a one the head is read, and
/// while its tag is the same nothing else has changed either. A few, by chance, as each may take some megabytes.
/// </summary>
internal sealed class LargeRecords
{
    private const int Slots = 32;
    private const int Many = 48; // of fewer, reading them all is as quick as reading the head
    private const int TooMany = 8000;

    private readonly CustomerRecord?[] _slots = new CustomerRecord?[Slots];

    /// <summary>Keeps one as the next unit of work finds it, in place of whichever was in its slot.</summary>
    public void Keep(CustomerRecord record)
    {
        if (record.Size is >= Many and <= TooMany && record.Next() is { } next)
            Volatile.Write(ref Slot(record.Id), next);
    }

    /// <summary>Hands one out, and forgets it: a record is changed by one unit of work at a time.</summary>
    public CustomerRecord? Take(CustomerId customer) =>
        Volatile.Read(ref Slot(customer)) is { } kept && kept.Id == customer
        && Interlocked.CompareExchange(ref Slot(customer), null, kept) == kept
            ? kept
            : null;

    private ref CustomerRecord? Slot(CustomerId customer) => ref _slots[(uint)customer.GetHashCode() % Slots];
}
