using Campaigns.Model;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Library;

/// <content>Moving running enrollments to another version.</content>
public sealed partial class CampaignLibrary
{
    /// <summary>
    /// Has the enrollments of a journey moved from one version to another, customer by customer, in the background. Who cannot be moved
    /// stays; it may be ordered again.
    /// </summary>
    /// <returns><c>NotFound</c> where there is no such journey or version that can be read.</returns>
    public async ValueTask<LibraryResult> MigrateAsync(JourneyId journey, Migration migration, CancellationToken cancel)
    {
        await RefreshAsync(cancel);
        var head = Snapshot.Heads.GetValueOrDefault(journey.Value)?.Head ?? new DocumentHead();
        if (Find(journey, migration.From) is null || Find(journey, migration.To) is null)
            return Answer(LibraryOutcome.NotFound, head, []);
        await _sweeps.OrderAsync(new Sweep(journey, SweepKind.Migrate, Now) { Migration = migration }, cancel);
        return Answer(LibraryOutcome.Done, head, []);
    }
}
