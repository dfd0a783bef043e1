using System.Collections.Immutable;
using Campaigns.Model;

namespace Campaigns.Definitions.Journeys.Reading;

/// <summary>What became of a journey's text.</summary>
/// <param name="Definition">The journey; null when any finding is an error.</param>
/// <param name="Findings">Everything wrong or doubtful, in the order of the document.</param>
public sealed record JourneyReadResult(JourneyDefinition? Definition, ImmutableArray<Finding> Findings)
{
    /// <summary>Where each part of the definition stands in the text.</summary>
    public JourneySource Source { get; init; } = JourneySource.None;

    /// <summary>
    /// What could be read in spite of errors, with placeholders for what could not, so that the names and expressions
    /// of the rest can be checked in the same go; null when the text is no journey at all.
    /// </summary>
    internal JourneyDefinition? Draft { get; init; }

    /// <summary>The journey's id, also where parts of it cannot be read; null: not even that.</summary>
    public JourneyId? Id => Draft?.Id is { Value.Length: > 0 } id ? id : null;
}
