using System.Collections.Immutable;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Releases;
using NodaTime;

namespace Campaigns.Runtime.Library;

/// <summary>
/// Which release is in force. Replacing this one row puts a release in force, with all its documents: those whose own rows have not been
/// written since are listed in it, and everybody who reads a head reads it through here.
/// </summary>
public sealed record ReleaseHead
{
    /// <summary>Nothing was deployed yet.</summary>
    public static ReleaseHead None { get; } = new();

    /// <summary>What is in force; null: nothing was deployed.</summary>
    public Deployment? Live { get; init; }

    /// <summary>
    /// Rises with each change of a document that a release may hold, also by hand: whoever has planned with one number deploys nothing
    /// else than was planned.
    /// </summary>
    public long Revision { get; init; }

    /// <summary>Journeys that a deployment has retired, since their files had gone: they start again when the files come back.</summary>
    public ImmutableSortedSet<string> Retired { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>How documents stand whose own heads say it not yet, by id.</summary>
    public ImmutableSortedDictionary<string, PendingHead> Pending { get; init; } =
        ImmutableSortedDictionary.Create<string, PendingHead>(StringComparer.Ordinal);

    /// <summary>What is still to be done for documents that the deployment has changed; empty: it is complete.</summary>
    public ImmutableArray<DeployedChange> Due { get; init; } = [];

    /// <summary>Whether it has more to do than to be read.</summary>
    public bool IsComplete => Pending.IsEmpty && Due.IsEmpty;

    /// <summary>A head as it stands by this deployment.</summary>
    internal DocumentHead Over(string id, DocumentHead head) => Pending.TryGetValue(id, out var pending) ? pending.Over(head, Live?.Release) : head;
}

/// <summary>How a document stands by a deployment.</summary>
/// <param name="Live">Its live version.</param>
/// <param name="Status">Whether it is in force.</param>
/// <param name="At">Since when.</param>
public sealed record PendingHead(int Live, JourneyStatus Status, Instant At)
{
    /// <summary>How far a new version of a journey comes before customers; null: before all.</summary>
    public JourneyRamp? Ramp { get; init; }

    internal DocumentHead Over(DocumentHead head, string? release) => head.Become(Live, Status, At, Ramp, release);
}

/// <summary>What a deployment did to a document.</summary>
/// <param name="Id">The document.</param>
/// <param name="Was">Its live version before; 0: there was none.</param>
/// <param name="From">Its status before.</param>
/// <param name="Live">Its live version since.</param>
/// <param name="To">Its status since.</param>
public sealed record DeployedChange(string Id, int Was, JourneyStatus From, int Live, JourneyStatus To);

/// <summary>The row that decides with its tag.</summary>
/// <param name="Head">What it says.</param>
/// <param name="Tag">To replace it by; null: there is no row yet.</param>
public sealed record TaggedRelease(ReleaseHead Head, string? Tag)
{
    /// <summary>There is no row.</summary>
    public static TaggedRelease None { get; } = new(ReleaseHead.None, null);
}

/// <summary>The whole library at one moment, as the store has it.</summary>
/// <param name="Heads">How each document stands, by id.</param>
/// <param name="Release">Which release is in force.</param>
public sealed record LibraryHeads(IReadOnlyList<TaggedHead> Heads, TaggedRelease Release);
