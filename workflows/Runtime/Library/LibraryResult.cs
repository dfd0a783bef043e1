using System.Collections.Immutable;
using Campaigns.Model;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Library;

/// <summary>What became of a request to change the library.</summary>
/// <param name="Outcome">Whether it was done.</param>
/// <param name="Findings">What is wrong or doubtful about the document, in its order.</param>
/// <param name="Status">The status afterwards.</param>
/// <param name="Live">The live version afterwards; 0 when there is none.</param>
public sealed record LibraryResult(LibraryOutcome Outcome, ImmutableArray<Finding> Findings, JourneyStatus Status, int Live)
{
    /// <summary>Whether the library is now as was asked for.</summary>
    public bool Succeeded => Outcome is LibraryOutcome.Done or LibraryOutcome.Unchanged;
}

/// <summary>How a change of the library ended.</summary>
public enum LibraryOutcome
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>It was so already; nothing new was written.</summary>
    Unchanged,

    /// <summary>The document has errors; the findings name them.</summary>
    Refused,

    /// <summary>There is no such document, or no draft of it.</summary>
    NotFound,

    /// <summary>Its status does not allow this, for example pausing a draft.</summary>
    NotAllowed,
}
