using Campaigns.Definitions.Journeys;
using NodaTime;

namespace Campaigns.Definitions.Validation.Contacts;

/// <summary>
/// A journey that on some path sends more than the contact policy can ever allow. Every path is followed twice: once with
/// everything a customer does happening as late as it can, and once at once. What is blocked even then, with no other
/// journey about, is an error; what is blocked only for quick customers, or only in some weeks, is a warning.
/// </summary>
internal static class ContactLoadCheck
{
    // Calendar caps depend on the day a customer comes in: the start, middle and end of a month, and a weekend.
    private static readonly LocalDateTime[] Starts =
    [
        new(2024, 1, 1, 10, 0), new(2024, 1, 17, 10, 0), new(2024, 1, 30, 10, 0), new(2024, 1, 6, 10, 0),
    ];

    public static void Run(CheckedJourney journey)
    {
        var limits = new SendLimits(journey.Context.ContactPolicy, journey.Definition);
        if (limits.IsEmpty)
            return;
        var starts = limits.UsesCalendar ? Starts : Starts[..1];
        var late = starts.Select(start => PathAnalyzer.FindBlocked(journey.Definition, limits, start, immediately: false)).ToArray();
        var soon = starts.Select(start => PathAnalyzer.FindBlocked(journey.Definition, limits, start, immediately: true)).ToArray();
        foreach (var send in journey.Steps.OfType<SendStep>())
        {
            if (late.Concat(soon).FirstOrDefault(run => run.ContainsKey(send))?[send] is not { } block)
                continue;
            var certain = late.All(run => run.ContainsKey(send)) && send.WhenBlocked == WhenBlocked.Defer;
            Report(journey, send, block, certain);
        }
    }

    private static void Report(CheckedJourney journey, SendStep send, Blocked block, bool certain)
    {
        var pointer = journey.PointerOf(send) + "/send";
        var earlier = block.Earlier.Count == 0 ? "" : $" after {string.Join(", ", block.Earlier.Select(e => $"\"{e}\""))}";
        var when = certain ? "on some path through the journey" : "on some path through the journey, for some reaction or entry times,";
        var message =
            $"{when} \"{send.Id}\"{earlier} is more than {block.Rule} allows until its deadline, so it cannot be sent; send less, wait " +
            $"longer in between, or lengthen the deadline";
        if (certain)
            journey.Error(pointer, "over-cap", message);
        else
            journey.Warn(pointer, "over-cap", message);
    }
}
