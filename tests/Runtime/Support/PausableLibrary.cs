using System.Collections.Immutable;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Tests.Support;

/// <summary>A library whose journeys can be paused and retired by a word.</summary>
internal sealed class PausableLibrary(ContactPolicy policy, IEnumerable<JourneyDefinition> journeys) : ICampaignLibrary
{
    private static readonly CampaignFolder Shipped = CampaignFolder.Read(CampaignFolder.Shipped);

    /// <summary>The contact policy that ships.</summary>
    public static ContactPolicy ShippedPolicy => Shipped.Policy!;

    public AttributeCatalog Catalog => Shipped.Catalog!;

    public ContactPolicy ContactPolicy { get; set; } = policy;

    public ImmutableArray<LiveJourney> Journeys { get; private set; } =
        [.. journeys.Select(journey => new LiveJourney(journey with { Version = 1 }, JourneyStatus.Published))];

    /// <summary>A journey that ships by its id, or one written out in full.</summary>
    public static JourneyDefinition Journey(string idOrJson)
    {
        if (!idOrJson.Contains('{', StringComparison.Ordinal))
            return Shipped.Journeys.Single(item => item.Journey.Id.Value == idOrJson).Journey;
        var reading = JourneyReader.Read(System.Text.Encoding.UTF8.GetBytes(idOrJson));
        return reading.Definition ?? throw new InvalidOperationException(string.Join('\n', reading.Findings));
    }

    public DeliveryHold Hold { get; set; } = DeliveryHold.None;

    public void Set(string journey, JourneyStatus status) =>
        Journeys = [.. Journeys.Select(live => live.Definition.Id.Value == journey ? live with { Status = status } : live)];

    /// <summary>Puts another definition in a journey's place.</summary>
    public void Replace(JourneyDefinition journey) => Journeys =
        [.. Journeys.Select(live => live.Definition.Id == journey.Id ? live with { Definition = journey with { Version = 1 } } : live)];

    /// <summary>Puts a second version before a share of the customers; the first goes on for the others.</summary>
    public void Ramp(JourneyDefinition next, double share) => Journeys =
    [
        .. Journeys.Select(live => live.Definition.Id != next.Id ? live : new LiveJourney(next with { Version = 2 }, live.Status)
        {
            Ramp = new EntryRamp(share, live.Ramp?.Former ?? live.Definition),
        }),
    ];

    /// <summary>Whether no version can be found, as a fault of ours might have it.</summary>
    public bool HidesVersions { get; set; }

    public JourneyDefinition? Find(JourneyId journey, int version) =>
        HidesVersions ? null
        : Journeys.FirstOrDefault(live => live.Definition.Id == journey)?.Entered.FirstOrDefault(known => known.Version == version);
}
