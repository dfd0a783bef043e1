using System.Collections.Immutable;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Validation;
using Campaigns.Model;

namespace Campaigns.Runtime.Ports;

/// <summary>
/// What has been deployed: the catalog, the contact policy and the journeys. Reading is cheap: it is asked for every customer.
/// </summary>
public interface ICampaignLibrary
{
    /// <summary>The declared attributes and events.</summary>
    AttributeCatalog Catalog { get; }

    /// <summary>The contact policy in force.</summary>
    ContactPolicy ContactPolicy { get; }

    /// <summary>The journeys that are published, paused or retired, each with its newest version, by id.</summary>
    ImmutableArray<LiveJourney> Journeys { get; }

    /// <summary>The same, by what is asked of them for every event.</summary>
    JourneyIndex Index => JourneyIndex.Of(Journeys);

    /// <summary>The texts of the release in force; null: no release has any, and those beside the program are used.</summary>
    ITemplateCatalog? Texts => null;

    /// <summary>
    /// The library as it is at this moment, which changes no more: what one decision is made with and one message written with, so that
    /// neither sees half of a release.
    /// </summary>
    ICampaignLibrary Current => this;

    /// <summary>
    /// The texts by which the customers of a version have entered, where the journey pins them; null: they get those of the moment.
    /// </summary>
    ValueTask<ITemplateCatalog?> PinnedTextsAsync(JourneyDefinition version, CancellationToken cancel) => new((ITemplateCatalog?)null);

    /// <summary>A version that was published once, or null.</summary>
    JourneyDefinition? Find(JourneyId journey, int version);

    /// <summary>
    /// Learns of what other processes published. Asked when a customer is on a version that is not known here, and before a sweep.
    /// </summary>
    ValueTask CatchUpAsync(CancellationToken cancel) => ValueTask.CompletedTask;

    /// <summary>
    /// Learns of it when the last look is longer ago than a change of a ramp may take to reach everybody. Asked before a customer enters a
    /// version that comes before a share of customers only: somebody may have stopped it.
    /// </summary>
    /// <returns>Whether anything has changed.</returns>
    ValueTask<bool> LookAtRampsAsync(CancellationToken cancel) => ValueTask.FromResult(false);

    /// <summary>What is held, as last seen.</summary>
    DeliveryHold Hold => DeliveryHold.None;

    /// <summary>What is held, looked up anew when it was last seen longer ago than a hold may take to reach everybody.</summary>
    ValueTask<DeliveryHold> LookAtHoldAsync(CancellationToken cancel) => ValueTask.FromResult(Hold);
}

/// <summary>A journey as it stands.</summary>
/// <param name="Definition">The newest published version: new entries take it, or those of a share of the customers.</param>
/// <param name="Status">Whether it takes entries and carries people on.</param>
public sealed record LiveJourney(JourneyDefinition Definition, JourneyStatus Status)
{
    /// <summary>Who takes the newest version; null: everybody.</summary>
    public EntryRamp? Ramp { get; init; }

    /// <summary>The versions that customers may enter: the newest, and while it comes before some only, the one before.</summary>
    public IEnumerable<JourneyDefinition> Entered => Ramp?.Former is { } former ? [Definition, former] : [Definition];

    /// <summary>The schedules of the versions that customers may enter; one that both have is one, and fires once.</summary>
    public IEnumerable<JourneySchedule> Schedules => Entered.SelectMany(version => JourneySchedule.Of(version)).DistinctBy(schedule => schedule.Id);

    /// <summary>The version that a customer enters; null: none, being outside the share.</summary>
    public JourneyDefinition? For(CustomerId customer) =>
        Ramp is null || Ramp.Includes(Definition.Id, customer) ? Definition : Ramp.Former;
}

/// <summary>The states of a journey.</summary>
public enum JourneyStatus
{
    /// <summary>Being written; no customer can enter it.</summary>
    Draft,

    /// <summary>Takes entries and carries people on.</summary>
    Published,

    /// <summary>Holds everybody where they are; takes no entries and sends nothing.</summary>
    Paused,

    /// <summary>Takes no entries; those within go on.</summary>
    Retired,
}
