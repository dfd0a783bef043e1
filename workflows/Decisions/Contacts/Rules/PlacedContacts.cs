using System.Buffers;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Decisions.Contacts.Rules;

/// <summary>
/// The contacts of a ledger by instant, as one message at a time sees them (<see cref="ShowTo"/>). Made once for a decision; contacts that
/// move are moved in it, so that a decision costs by the number of contacts and not by its square.
/// </summary>
/// <remarks>
/// What should have gone out and has not yet, because its queue is long, stands at this instant at the earliest: there it keeps others
/// off.
/// </remarks>
internal sealed class PlacedContacts : IDisposable
{
    private readonly ContactPolicy _policy;
    private readonly Instant _now;
    private readonly bool _byJourney;
    private readonly List<ContactKind> _kinds = new(1);
    private readonly PlacedContact[] _contacts;
    private int _count;
    private ContactClaim _claim;
    private LedgerEntry? _due;

    /// <summary>The contacts of a ledger.</summary>
    public PlacedContacts(ContactLedger ledger, ContactPolicy policy, Instant now)
    {
        (_policy, _now) = (policy, now);
        foreach (var cap in policy.Caps)
            _byJourney |= cap.Journeys.Count > 0;
        _contacts = ArrayPool<PlacedContact>.Shared.Rent(ledger.Entries.Count + 1); // one more: the message that is decided about
        foreach (var entry in ledger.Entries)
            Insert(entry);
    }

    /// <summary>By instant.</summary>
    public ReadOnlySpan<PlacedContact> Span => _contacts.AsSpan(0, _count);

    /// <summary>Whether the message sees planned contacts of higher priority.</summary>
    public bool AnyPlanned { get; private set; }

    /// <summary>Shows the contacts to a message that asks for a place.</summary>
    public void ShowTo(ContactClaim claim) => Show(claim, due: null);

    /// <summary>
    /// Shows them to a message whose turn has come: of reserved ones only those before it in rank, then in time, hold it back. The others
    /// are held back by it when their turn comes, so that a minute's delay costs nobody a day.
    /// </summary>
    public void ShowToDue(LedgerEntry due) => Show(ContactClaim.Of(due), due);

    /// <summary>Changes as what the message sees a contact.</summary>
    public void SetRole(int index, ContactRole role) => _contacts[index].Role = role;

    /// <summary>Adds a contact after those of its instant.</summary>
    public void Insert(LedgerEntry entry)
    {
        if (entry.Channel == Channel.Agent || (entry.Status == ContactStatus.Reserved && entry.Deadline < _now))
            return;
        if (entry.At < _now && entry.Status is ContactStatus.Reserved or ContactStatus.Sending)
            entry = entry with { At = _now };
        var index = _count;
        while (index > 0 && _contacts[index - 1].Entry.At > entry.At)
            index--;
        Array.Copy(_contacts, index, _contacts, index + 1, _count++ - index);
        _contacts[index] = new PlacedContact(entry, KindOf(entry));
        _contacts[index].Role = RoleOf(_contacts[index]);
    }

    /// <summary>Takes a contact away.</summary>
    public void Remove(MessageId message)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_contacts[i].Entry.Message != message)
                continue;
            Array.Copy(_contacts, i + 1, _contacts, i, --_count - i);
            return;
        }
    }

    /// <summary>The place of the first contact after an instant.</summary>
    public int After(Instant at)
    {
        var (low, high) = (0, _count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_contacts[middle].Entry.At <= at)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Whether a planned contact is seen from an instant.</summary>
    /// <remarks>An important message of the same journey is seen from any distance: the journey itself knows that it comes.</remarks>
    public bool IsSeen(LedgerEntry planned, Instant at) =>
        planned.At - at <= _policy.LookAhead || (planned.Important && planned.Enrollment.IsOf(_claim.Journey));

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => ArrayPool<PlacedContact>.Shared.Return(_contacts, clearArray: true);

    private void Show(ContactClaim claim, LedgerEntry? due)
    {
        (_claim, _due, AnyPlanned) = (claim, due, false);
        for (var i = 0; i < _count; i++)
            _contacts[i].Role = RoleOf(_contacts[i]);
    }

    private ContactRole RoleOf(in PlacedContact contact)
    {
        var entry = contact.Entry;
        if (_claim.Journey.Value is null || entry.Message == _claim.Message)
            return ContactRole.None;
        if (entry.Status == ContactStatus.Planned)
        {
            if (!_claim.IsOutrankedBy(entry) || (_policy.LookAhead <= Duration.Zero && !entry.Important))
                return ContactRole.None;
            AnyPlanned = true;
            return ContactRole.Planned;
        }

        // A notice the law requires makes way for nothing.
        if (entry.Status != ContactStatus.Reserved || contact.Kind.IsExempt)
            return ContactRole.Taken;
        if (_due is { } due)
            return _claim.IsOutrankedBy(entry) || (!_claim.Outranks(entry) && IsBefore(entry, due)) ? ContactRole.Taken : ContactRole.None;
        return _claim.Outranks(entry) ? ContactRole.Lower : ContactRole.Taken;
    }

    private ContactKind KindOf(LedgerEntry entry)
    {
        foreach (var kind in _kinds)
        {
            if (kind.Includes(entry))
                return kind;
        }

        var other = new ContactKind(entry, _policy, _byJourney);
        _kinds.Add(other);
        return other;
    }

    private static bool IsBefore(LedgerEntry entry, LedgerEntry due) =>
        entry.At != due.At ? entry.At < due.At : string.CompareOrdinal(entry.Message.Value, due.Message.Value) < 0;
}
