using System.Diagnostics.Metrics;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Tracing;

namespace Campaigns.Runtime.UnitsOfWork;

/// <summary>Counts units of work and the conflicts among them.</summary>
internal static class UnitMeter
{
    // The name is that of CampaignMeter too, so one subscription has all of them.
    private static readonly Meter Meter = new(CampaignActivities.SourceName);

    private static readonly Counter<long> Units = Meter.CreateCounter<long>(
        "campaigns.units", "{unit}", "Units of work that were saved, or found their event known.");

    private static readonly Counter<long> Conflicts = Meter.CreateCounter<long>(
        "campaigns.conflicts", "{conflict}", "Attempts at a unit of work that lost against another and were decided again.");

    public static void Count(SaveOutcome outcome)
    {
        if (outcome == SaveOutcome.Conflict)
            Conflicts.Add(1);
        else
            Units.Add(1, new KeyValuePair<string, object?>("outcome", outcome == SaveOutcome.Saved ? "saved" : "known"));
    }
}
