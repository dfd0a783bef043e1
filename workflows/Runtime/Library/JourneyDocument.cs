using System.Collections.Immutable;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.Library;

/// <summary>A document with its texts.</summary>
/// <param name="Id">The journey's id.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="ChangedAt">When the status or the live version changed last.</param>
/// <param name="Draft">The draft; null when there is none, as for the catalog and the contact policy.</param>
/// <param name="LiveVersion">The newest published version; 0 when none was.</param>
/// <param name="Live">Its text; null when none was published.</param>
/// <param name="Versions">Every version that was ever live.</param>
/// <param name="Ramp">How far the newest has come before customers; null: before all, as it was published.</param>
public sealed record JourneyDocument(
    string Id, JourneyStatus Status, Instant ChangedAt, StoredDocument? Draft, int LiveVersion, StoredDocument? Live,
    ImmutableArray<PublishedVersion> Versions, JourneyRamp? Ramp)
{
    /// <summary>Whether the draft says something that is not live.</summary>
    public bool HasUnpublishedChanges => Draft is not null && Draft.Text != Live?.Text;
}
