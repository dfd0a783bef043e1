using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;

namespace Campaigns.Local.Commands;

/// <summary>A journey of a store by what was typed.</summary>
internal static class StoredJourney
{
    /// <summary>The journey, or what to say instead.</summary>
    public static (LiveJourney? Journey, string? Problem) Find(CampaignLibrary library, string name, StoreLocation place)
    {
        if (library.Journeys.FirstOrDefault(journey => journey.Definition.Id.Value == name) is { } found)
            return (found, null);
        var near = Spelling.Nearest(name, library.Journeys.Select(journey => journey.Definition.Id.Value));
        return (null, $"{place.Name} has no journey '{name}'{(near is null ? "" : $"; did you mean '{near}'?")}");
    }
}
