using System.Collections.Immutable;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.Library;

/// <summary>A draft or a version as stored: the author's own text, so that lines, comments and order stay theirs.</summary>
/// <param name="Text">The JSON text.</param>
/// <param name="At">When it was saved or published.</param>
public sealed record StoredDocument(string Text, Instant At);

/// <summary>How a document stands. Replacing this row is what makes a publication happen.</summary>
public sealed record DocumentHead
{
    /// <summary>Whether it is in force.</summary>
    public JourneyStatus Status { get; init; }

    /// <summary>The newest published version; 0 when none was.</summary>
    public int Live { get; init; }

    /// <summary>When the status or the live version changed last; part of the identity of the sweeps that follow from it.</summary>
    public Instant ChangedAt { get; init; }

    /// <summary>Every version that was ever live, in order. Numbers rise and may skip one that a crash left behind.</summary>
    public ImmutableArray<PublishedVersion> Versions { get; init; } = [];
}

/// <summary>A version that was published.</summary>
/// <param name="Number">From 1.</param>
/// <param name="At">When.</param>
public readonly record struct PublishedVersion(int Number, Instant At);

/// <summary>A head with the tag to replace it by.</summary>
/// <param name="Id">The document.</param>
/// <param name="Head">How it stands.</param>
/// <param name="Tag">The row's tag; null when there is no row yet.</param>
public sealed record TaggedHead(string Id, DocumentHead Head, string? Tag)
{
    /// <summary>Whether there is a document: its row may not have been written yet since a release was deployed.</summary>
    public bool Exists => Tag is not null || Head.Live > 0;

    /// <summary>Which release was in force then; replacing the head asks for it still to be.</summary>
    internal TaggedRelease Release { get; init; } = TaggedRelease.None;
}
