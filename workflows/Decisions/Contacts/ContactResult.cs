using System.Collections.Immutable;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Decisions.Contacts;

/// <summary>What the contact policy answers to a request, with everything needed to explain it.</summary>
public abstract record ContactResult
{
    private ContactResult()
    {
    }

    /// <summary>A slot is taken.</summary>
    /// <param name="Message">The message.</param>
    /// <param name="Channel">The channel chosen.</param>
    /// <param name="At">When it is to be sent.</param>
    public sealed record Reserved(MessageId Message, Channel Channel, Instant At) : ContactResult
    {
        /// <summary>Reserved contacts of lower priority that make way, each with its new place.</summary>
        public ImmutableArray<DisplacedContact> Displaced { get; init; } = [];
    }

    /// <summary>Not now; ask again.</summary>
    /// <param name="Until">The earliest instant at which every rule allows it.</param>
    /// <param name="BlockedBy">The first rule that blocks now.</param>
    public sealed record Deferred(Instant Until, BlockingReason BlockedBy) : ContactResult
    {
        /// <summary>The channel it would go by.</summary>
        public Channel? Channel { get; init; }
    }

    /// <summary>No.</summary>
    /// <param name="BlockedBy">The first rule that refuses, or that blocks until past the deadline.</param>
    /// <param name="Blocked">True when only the timing forbade it, so that <c>whenBlocked</c> speaks.</param>
    public sealed record Refused(BlockingReason BlockedBy, bool Blocked) : ContactResult
    {
        /// <summary>The reason code.</summary>
        public string Reason => BlockedBy.Reason;
    }
}

/// <summary>Why something is not sent now.</summary>
/// <param name="Reason">The code: <c>quiet-hours</c>, <c>outranked:renewal-countdown</c>, <c>gap</c>, <c>cap:sms-day</c>,
/// <c>no-consent:sms:marketing</c>, …</param>
public sealed record BlockingReason(string Reason)
{
    /// <summary>For caps: the limit.</summary>
    public int? Limit { get; init; }

    /// <summary>For caps, gaps and being outranked: the messages that are in the way.</summary>
    public ImmutableArray<MessageId> Used { get; init; } = [];

    /// <summary>When this rule alone would allow it.</summary>
    public Instant? Frees { get; init; }
}
