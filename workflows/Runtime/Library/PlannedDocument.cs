using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Library;

/// <summary>What a release would do to a document: a journey, the contact policy or the catalog.</summary>
/// <param name="Id">The journey's id, <c>@contact-policy</c> or <c>@catalog</c>.</param>
/// <param name="Path">Its file; null: the release has none.</param>
/// <param name="Change">What would become of it.</param>
/// <param name="From">How it stands now.</param>
/// <param name="To">How it would stand.</param>
/// <param name="Live">Its live version now; 0: there is none.</param>
/// <param name="Before">Its live text; null: there is none.</param>
/// <param name="After">Its text in the release; null: the release has none.</param>
public sealed record PlannedDocument(
    string Id, string? Path, DocumentChange Change, JourneyStatus From, JourneyStatus To, int Live, string? Before, string? After)
{
    /// <summary>Whether the release would change it.</summary>
    public bool IsChange => Change is not (DocumentChange.Unchanged or DocumentChange.Left);

    /// <summary>Whether it is a journey.</summary>
    public bool IsJourney => !DocumentIds.IsReserved(Id);

    /// <summary>Whether the release has another text of it than is live.</summary>
    public bool HasNewText => Change is DocumentChange.Added or DocumentChange.Changed;
}

/// <summary>What would become of a document.</summary>
public enum DocumentChange
{
    /// <summary>It stays as it is.</summary>
    Unchanged,

    /// <summary>It comes into force, and never was.</summary>
    Added,

    /// <summary>Its text changes: customers who enter from then on take the new one.</summary>
    Changed,

    /// <summary>A journey of the same text lets customers in again: a deployment had retired it, or it was a draft.</summary>
    Started,

    /// <summary>A journey whose file has gone: nobody enters any more, and those inside go on.</summary>
    Retired,

    /// <summary>It is in force, and neither this release nor the one in force has it: it is left as it is.</summary>
    Left,
}
