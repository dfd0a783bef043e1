using Campaigns.Definitions.Journeys;
using Campaigns.Model;

namespace Campaigns.Runtime.Ports;

/// <summary>
/// Which version of a journey a customer takes while its newest comes before a share of them only. The hash of journey and customer
/// decides, so each takes the same one at every entry, and a larger share only adds customers to the new one.
/// </summary>
/// <param name="Share">The share of the new version in percent, from 0 to less than 100.</param>
/// <param name="Former">The version that the others take; null: they do not enter.</param>
public sealed record EntryRamp(double Share, JourneyDefinition? Former)
{
    /// <summary>Whether a customer is in the share.</summary>
    public bool Includes(JourneyId journey, CustomerId customer) => PlaceOf(journey, customer) < Share;

    /// <summary>The share, in percent, from which on a customer takes the new version; from 0 to less than 100.</summary>
    public static double PlaceOf(JourneyId journey, CustomerId customer) => StableHash.Percentile($"ramp/{journey}/{customer}");
}
