using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Decisions.Contacts.Rules;

/// <summary>No window that contains the message holds more than the limit.</summary>
/// <param name="cap">The cap.</param>
/// <param name="limit">Its limit, as far as the customer's own has not lowered it.</param>
/// <param name="counted">The contacts that use it up, by instant.</param>
internal abstract class CapRule(FrequencyCap cap, int limit, List<LedgerEntry> counted) : ITimingRule
{
    /// <summary>The cap.</summary>
    public FrequencyCap Cap => cap;

    /// <summary>The contacts that use it up, by instant.</summary>
    public List<LedgerEntry> Counted => counted;

    /// <summary>How many a window may hold.</summary>
    protected int Limit => limit;

    public Instant? Until(Instant at) => Find(counted, at)?.Until;

    public BlockingReason Explain(Instant at) => Explain(ContactReason.Of(ContactReason.Cap, cap.Id), counted, at);

    /// <summary>Names the contacts that fill a window.</summary>
    public BlockingReason Explain(string reason, List<LedgerEntry> contacts, Instant at)
    {
        var full = Find(contacts, at) ?? throw new InvalidOperationException($"the instant does not violate cap {cap.Id}");
        return new(reason)
        {
            Limit = limit,
            Used = [.. contacts.GetRange(full.First, full.Count).Select(contact => contact.Message)],
            Frees = full.Until == Instant.MaxValue ? null : full.Until,
        };
    }

    /// <summary>A window that one more contact at this instant would overfill, or null.</summary>
    /// <param name="contacts">What counts, by instant.</param>
    /// <param name="at">The instant.</param>
    public FullWindow? Find(List<LedgerEntry> contacts, Instant at) => limit == 0 ? new(0, 0, Instant.MaxValue) : FindFull(contacts, at);

    protected abstract FullWindow? FindFull(List<LedgerEntry> contacts, Instant at);
}

/// <summary>A full window.</summary>
/// <param name="First">Index of the first contact that fills it.</param>
/// <param name="Count">How many do.</param>
/// <param name="Until">Before this nothing is allowed; <see cref="Instant.MaxValue"/>: ever.</param>
internal readonly record struct FullWindow(int First, int Count, Instant Until);
