using System.Collections.Immutable;
using System.Text.Json;
using Campaigns.Definitions.Json;
using Campaigns.Model;

namespace Campaigns.Definitions.Journeys.Reading;

/// <summary>Reads how a new version comes before customers: <c>ramp</c>, within a journey or by itself.</summary>
public static class RampReader
{
    private const double SmallestShare = 0.01; // the resolution of the hash that decides
    private const int MostEntries = 100_000_000;

    /// <summary>Reads a rule that stands by itself, as in a request.</summary>
    /// <param name="json">UTF-8 text.</param>
    /// <returns>The rule, null when it has errors, and the findings.</returns>
    public static (RampRule? Rule, ImmutableArray<Finding> Findings) Read(ReadOnlyMemory<byte> json)
    {
        var (rule, log, source) = JsonSource.Read(json, Read);
        return (log.HasErrors ? null : rule, source.Findings(log));
    }

    internal static RampRule? Read(JsonCursor at)
    {
        if (at.AsObject("an object such as { \"steps\": [5, 25, 100], \"after\": \"P1D\" }", "steps", "after", "atLeast", "stopAt")
            is not { } ramp)
            return null;
        var after = ramp["after"]?.AsPeriod(PeriodSign.Positive);
        if (ramp["after"] is null && ramp["atLeast"] is { } early)
            early.Error("missing-property", "\"atLeast\" belongs to \"after\", which lets the next step come by itself; add \"after\": \"P1D\"");
        return new RampRule
        {
            Steps = ramp["steps"] is { } steps ? ReadSteps(steps) : RampRule.ByHand.Steps,
            After = after,
            AtLeast = ramp["atLeast"]?.AsInteger("a whole number of entries from 0", 0, MostEntries) ?? 0,
            StopAt = ramp["stopAt"] is { } stopAt ? ReadLimits(stopAt) : new RampLimits(),
        };
    }

    private static ImmutableArray<double> ReadSteps(JsonCursor at)
    {
        const string expected = "a list of percentages such as [5, 25, 100], each larger than the one before";
        if (at.Kind != JsonValueKind.Array)
        {
            at.WrongType(expected);
            return RampRule.ByHand.Steps;
        }

        var items = at.AsList(expected);
        if (items.Count is 0 or > RampRule.MaxSteps)
            at.Error("out-of-range", $"expected 1 to {RampRule.MaxSteps} steps, found {items.Count}");
        var steps = ImmutableArray.CreateBuilder<double>();
        foreach (var item in items)
        {
            if (item.AsNumber("a percentage from 0.01 to 100", SmallestShare, 100) is not { } share)
                continue;
            if (steps.Count > 0 && share <= steps[^1])
                item.Error("not-rising", $"{item.RawText} is not more than the step before; write the steps in rising order");
            else
                steps.Add(share);
        }

        return steps.Count > 0 ? steps.ToImmutable() : RampRule.ByHand.Steps;
    }

    private static RampLimits ReadLimits(JsonCursor at)
    {
        if (at.AsObject("an object such as { \"optOut\": 0.02, \"complaint\": 0.001 }", "optOut", "complaint", "bounce", "failure", "atLeast")
            is not { } limits)
            return new RampLimits();
        return new RampLimits
        {
            OptOut = Rate("optOut"),
            Complaint = Rate("complaint"),
            Bounce = Rate("bounce"),
            Failure = Rate("failure"),
            AtLeast = limits["atLeast"]?.AsInteger("a whole number from 1", 1, MostEntries) ?? RampLimits.DefaultAtLeast,
        };

        double? Rate(string name) => limits[name]?.AsNumber("a part of the messages from 0 to 1, such as 0.02 for 2 %", 0, 1);
    }
}
