using System.Collections.Immutable;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Decisions.Contacts;

/// <summary>A contact as the others of its household or address see it.</summary>
/// <param name="Message">The message.</param>
/// <param name="At">When its provider answered; of one that is under way, when the attempt began.</param>
/// <param name="Channel">By which channel.</param>
/// <param name="Category">The category that caps count.</param>
/// <param name="Journey">The journey that sends it.</param>
public sealed record SharedContact(MessageId Message, Instant At, Channel Channel, string Category, JourneyId Journey)
{
    /// <summary>The longest an attempt may last: its queue hides a message so long, and a send with its retries ends before.</summary>
    public static readonly Duration LongestAttempt = Duration.FromMinutes(1);

    /// <summary>Whether nobody has written down yet that its provider answered.</summary>
    public bool UnderWay { get; init; }

    /// <summary>
    /// The instant at which it must be supposed: one that is under way may be taken now, as long as an attempt may last. Whoever was killed
    /// before writing down the answer keeps others off no longer than that.
    /// </summary>
    public Instant SupposedAt(Instant now) => UnderWay ? Instant.Max(At, Instant.Min(now, At + LongestAttempt)) : At;
}

/// <summary>The contacts of a household or of an address.</summary>
/// <param name="Scope">Which of the two.</param>
/// <param name="Contacts">The contacts, in any order.</param>
public sealed record SharedContacts(CapScope Scope, ImmutableArray<SharedContact> Contacts);
