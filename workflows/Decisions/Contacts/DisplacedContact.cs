using NodaTime;

namespace Campaigns.Decisions.Contacts;

/// <summary>What becomes of a reserved contact that loses its place.</summary>
/// <param name="Entry">The contact as it was.</param>
/// <param name="Until">Its new place; null: there is none before its deadline, or it does not wait.</param>
/// <param name="BlockedBy">Why it lost it: <c>outranked:&lt;journey&gt;</c>, or the rule that forbids sending when its turn came.</param>
public sealed record DisplacedContact(LedgerEntry Entry, Instant? Until, BlockingReason BlockedBy);
