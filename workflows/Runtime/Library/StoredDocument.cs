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

    /// <summary>Of a journey: how far its newest version has come before customers; null: before all of them, as it was published.</summary>
    public JourneyRamp? Ramp { get; init; }

    /// <summary>
    /// Versions of a journey that came before a share of the customers only, and gave way to another before they came before all.
    /// </summary>
    public ImmutableArray<int> Partial { get; init; } = [];

    /// <summary>Whether a version has come before all customers.</summary>
    public bool WasBeforeAll(int version) => Versions.Any(known => known.Number == version) && !Partial.Contains(version)
        && !(Ramp is { IsOver: false } ramp && ramp.Version == version);

    /// <summary>The same with a version that is live from now on, or with another status.</summary>
    /// <param name="live">The version; the live one: it stays.</param>
    /// <param name="status">The status.</param>
    /// <param name="at">When.</param>
    /// <param name="ramp">How far a new version comes before customers; null: before all.</param>
    /// <param name="release">The release that makes it; null: it is published by hand.</param>
    internal DocumentHead Become(int live, JourneyStatus status, Instant at, JourneyRamp? ramp, string? release = null) => this with
    {
        Status = status,
        Live = live,
        ChangedAt = at,
        Versions = Versions.Any(version => version.Number == live) ? Versions : Versions.Add(new PublishedVersion(live, at) { Release = release }),
        Ramp = live == Live ? Ramp : ramp,
        Partial = live != Live && Ramp is { IsOver: false } former ? Partial.Add(former.Version) : Partial,
    };

    /// <summary>The version that every customer takes who is not in the share of a ramp; 0: there is none.</summary>
    public int Base => Ramp is { IsOver: false } ramp ? ramp.Former : Live;
}

/// <summary>A version that was published.</summary>
/// <param name="Number">From 1.</param>
/// <param name="At">When.</param>
public readonly record struct PublishedVersion(int Number, Instant At)
{
    /// <summary>The id of the release that made it; null: it was published by hand.</summary>
    public string? Release { get; init; }
}

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
