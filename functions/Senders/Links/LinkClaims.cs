using Campaigns.Model;
using NodaTime;

namespace Campaigns.Senders.Links;

/// <summary>What a link says, readable only by the insurer's own host.</summary>
/// <param name="Purpose">What it does.</param>
/// <param name="Customer">Whom it was sent to.</param>
/// <param name="Message">In which message.</param>
/// <param name="Channel">By which channel.</param>
/// <param name="Target">The hash of the address a click leads to; null when it leads nowhere.</param>
/// <param name="Expires">From when it is refused, kept to the second; null for never, as for unsubscribing.</param>
public sealed record LinkClaims(
    LinkPurpose Purpose, CustomerId Customer, MessageId Message, Channel Channel, TargetHash? Target = null, Instant? Expires = null);
