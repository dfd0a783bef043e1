using NodaTime;

namespace Campaigns.Decisions.Contacts.Rules;

/// <summary>A rule about when.</summary>
internal interface ITimingRule
{
    /// <summary>
    /// Null when the instant is allowed; otherwise a later one before which this rule allows nothing. So a search may jump
    /// from one to the next and misses nothing on its way. <see cref="Instant.MaxValue"/>: never.
    /// </summary>
    Instant? Until(Instant at);

    /// <summary>Why the instant is not allowed; asked only of one that is not.</summary>
    BlockingReason Explain(Instant at);
}
