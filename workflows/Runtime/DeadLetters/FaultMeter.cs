using System.Diagnostics.Metrics;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tracing;

namespace Campaigns.Runtime.DeadLetters;

/// <summary>Counts what fails within the work of customers, and names the reasons.</summary>
public static class FaultMeter
{
    // The name is that of CampaignMeter too, so one subscription has all of them.
    private static readonly Meter Meter = new(CampaignActivities.SourceName);

    private static readonly Counter<long> Faults = Meter.CreateCounter<long>(
        "campaigns.faults", "{fault}", "Failed attempts at work of a customer, by kind of work and reason.");

    /// <summary>Counts a failure.</summary>
    /// <param name="work">What failed: <c>timer</c>, <c>sweep</c>, <c>events</c>, <c>event</c>, <c>timeline</c>.</param>
    /// <param name="failure">Why.</param>
    public static void Count(string work, Exception failure) => Faults.Add(1, new("work", work), new("reason", ReasonOf(failure)));

    /// <summary>The reason code of a failure.</summary>
    /// <returns>One of <see cref="FaultReason"/>.</returns>
    public static string ReasonOf(Exception failure) => failure switch
    {
        StoreFormatException => FaultReason.NewerFormat,
        InvalidDataException => FaultReason.Unreadable,
        LimitExceededException => FaultReason.Limit,
        _ => FaultReason.Internal,
    };
}
