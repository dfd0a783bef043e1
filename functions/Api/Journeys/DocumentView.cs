using System.Collections.Immutable;
using System.Text.Json;
using Campaigns.Insights.Ramps;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Api.Journeys;

/// <summary>A journey, or the contact policy or the catalog, with its texts.</summary>
/// <param name="Id">The journey's id; absent for the other two.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="ChangedAt">When that changed last.</param>
/// <param name="HasUnpublishedChanges">Whether the draft says something that is not live.</param>
/// <param name="Draft">The draft.</param>
/// <param name="LiveVersion">The live version; 0 when none was published.</param>
/// <param name="Live">The live text.</param>
/// <param name="Versions">Every version that was ever live.</param>
public sealed record DocumentView(
    string? Id, JourneyStatus Status, Instant ChangedAt, bool HasUnpublishedChanges, TextView? Draft, int LiveVersion, TextView? Live,
    ImmutableArray<PublishedVersion> Versions)
{
    /// <summary>How far the newest version has come before customers; null: before all, as it was published.</summary>
    public RampView? Ramp { get; init; }

    internal static DocumentView Of(JourneyDocument document) => new(
        document.Id.StartsWith('@') ? null : document.Id, document.Status, document.ChangedAt, document.HasUnpublishedChanges,
        TextView.Of(document.Draft), document.LiveVersion, TextView.Of(document.Live), document.Versions);
}

/// <summary>A document a person wrote.</summary>
/// <param name="Document">As plain JSON, without comments.</param>
/// <param name="Text">As it was written.</param>
/// <param name="SavedAt">When.</param>
public sealed record TextView(JsonElement Document, string Text, Instant SavedAt)
{
    private static readonly JsonDocumentOptions Tolerant =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 128 };

    internal static TextView? Of(StoredDocument? document) =>
        document is null ? null : new TextView(JsonElement.Parse(document.Text, Tolerant), document.Text, document.At);
}
