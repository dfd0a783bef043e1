using System.Collections.Immutable;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Decisions.Contacts;

/// <summary>A customer's contacts, past and to come, as far as any rule still looks at them. Immutable, ordered by instant.</summary>
public sealed record ContactLedger
{
    /// <summary>No contacts.</summary>
    public static readonly ContactLedger Empty = new();

    /// <summary>The contacts by instant.</summary>
    public LedgerEntries Entries { get; init; } = LedgerEntries.Empty;

    /// <summary>The entry of a message, or null when it was never reserved, or released, or folded away.</summary>
    public LedgerEntry? Find(MessageId message) => Entries.Find(message);

    /// <summary>Whether a message has its slot and its time has come: it is on its queue, or about to be.</summary>
    public bool HasDue(Instant now)
    {
        foreach (var entry in Entries)
        {
            if (entry.At > now)
                return false; // entries are in time order
            if (entry.Status == ContactStatus.Reserved)
                return true;
        }

        return false;
    }

    /// <summary>The ledger with an entry added, or put in the place of the one with the same message.</summary>
    public ContactLedger With(LedgerEntry entry) => this with { Entries = Entries.With(entry) };

    /// <summary>The ledger without a message: its slot is free.</summary>
    public ContactLedger Without(MessageId message) => Without(Entries.Without(message));

    /// <summary>The ledger without the past that no rule looks at any more.</summary>
    /// <param name="before">Contacts before this are dropped, but for those whose sending has begun or is still to come.</param>
    public ContactLedger Prune(Instant before)
    {
        // Entries are in time order, so nothing to drop is seen at the first one.
        return Entries.IsEmpty || Entries[0].At >= before
            ? this
            : Without(Entries.Without(e => e.At < before && e.Status is not (ContactStatus.Sending or ContactStatus.Reserved)));
    }

    private ContactLedger Without(LedgerEntries left) => ReferenceEquals(left, Entries) ? this : this with { Entries = left };
}

/// <summary>What has become of a contact. Released ones leave the ledger; the timeline remembers them.</summary>
public enum ContactStatus
{
    /// <summary>A future touch its journey already knows; counts only against lower priorities.</summary>
    Planned,

    /// <summary>A slot is taken, nothing sent.</summary>
    Reserved,

    /// <summary>An attempt at the provider has begun: it can no longer be withdrawn.</summary>
    Sending,

    /// <summary>The provider took it.</summary>
    Sent,

    /// <summary>Nobody knows whether the provider took it; it keeps its slot.</summary>
    Unknown,
}

/// <summary>One contact.</summary>
/// <param name="Message">The message; for planned ones the id it will have.</param>
/// <param name="Status">What has become of it.</param>
/// <param name="At">When it was, is to be, or is expected to be sent.</param>
/// <param name="Channel">By which channel; for planned ones the preferred.</param>
/// <param name="Category">The category caps count.</param>
/// <param name="Priority">The journey's priority.</param>
/// <param name="Enrollment">Whose message it is.</param>
/// <param name="Step">Which step's.</param>
public sealed record LedgerEntry(
    MessageId Message, ContactStatus Status, Instant At, Channel Channel, string Category, int Priority,
    EnrollmentId Enrollment, StepId Step)
{
    /// <summary>For tasks: the agent they are for; a contact goes to the customer's address of the moment.</summary>
    public string? To { get; init; }

    /// <summary>
    /// The keyed hash of the address that the attempt went to: reports concern that one, whatever the customer's address is by then.
    /// </summary>
    public string? AddressHash { get; init; }

    /// <summary>For reserved ones: after this it is not worth sending.</summary>
    public Instant? Deadline { get; init; }

    /// <summary>How often it was put on its queue again from the same place: a copy with another number is void.</summary>
    public int DispatchNumber { get; init; }

    /// <summary>While an attempt is under way: why it is not wanted any more, should the attempt come to nothing.</summary>
    public string? Withdrawn { get; init; }

    /// <summary>
    /// When the timeline was last told that its provider could not take it; null: it has not been. So an outage is told once, not at
    /// each try.
    /// </summary>
    public Instant? UnavailableAt { get; init; }

    /// <summary>
    /// For reserved ones: whether its send says <c>skip</c> or <c>end</c> when blocked, so that it is rather not sent than put off.
    /// </summary>
    public bool Unmovable { get; init; }

    /// <summary>Whether it keeps its slot against the other messages of its journey.</summary>
    public bool Important { get; init; }

    /// <summary>Whether it goes out in quiet hours too, being exempt.</summary>
    public bool AnyHour { get; init; }

    /// <summary>
    /// The shared ledgers, of a household and of an address, in which its attempt takes a slot; given back when it leaves this one. Empty:
    /// none. Two entries that have any are never equal.
    /// </summary>
    public ImmutableArray<string> SharedLedgers { get; init; } = [];

    /// <summary>
    /// Whether it uses up caps and gaps: reserved, sending, sent and unknown ones do; a task for the agent is no contact.
    /// </summary>
    public bool Counts => Status != ContactStatus.Planned && Channel != Channel.Agent;
}
