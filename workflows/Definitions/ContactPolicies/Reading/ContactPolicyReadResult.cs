using System.Collections.Immutable;
using Campaigns.Model;

namespace Campaigns.Definitions.ContactPolicies.Reading;

/// <summary>What became of a contact policy's text.</summary>
/// <param name="Policy">The policy; null when any finding is an error.</param>
/// <param name="Findings">Everything wrong or doubtful, in the order of the document.</param>
public sealed record ContactPolicyReadResult(ContactPolicy? Policy, ImmutableArray<Finding> Findings);
