using Campaigns.Definitions.Journeys;
using Campaigns.Model;

namespace Campaigns.Definitions.Validation.Together;

/// <summary>
/// Waits for reports that no sender gives: a journey that waits for the opening of a text waits out its timeout with everybody, and what
/// is meant for those who did not open goes to all.
/// </summary>
public static class UnreportedEventCheck
{
    private static readonly string[] Reports = ["message.delivered", "message.opened", "message.clicked"];

    /// <summary>Finds them.</summary>
    /// <param name="journeys">The journeys.</param>
    /// <param name="isReported">Whether the sender of a channel gives an event of this type.</param>
    public static IEnumerable<(string File, Finding Finding)> Run(IEnumerable<JourneyInText> journeys, Func<Channel, string, bool> isReported) =>
        from journey in journeys
        from place in journey.Definition.Map.Positions
        where place.Step is WaitForStep
        from pattern in ((WaitForStep)place.Step).Events
        where Reports.Contains(pattern.Type)
        let sends = SendsOf(journey.Definition, pattern)
        let channels = sends.SelectMany(send => send.Channels).Distinct().ToList()
        where channels.Count > 0 && !channels.Exists(channel => isReported(channel, pattern.Type))
        select journey.Warning(pattern, "", "unreported-event",
            $"no sender reports \"{pattern.Type}\" of {Spelling.OneOf([.. channels.Select(channel => channel.Name)]).Replace(" or ", " and ", StringComparison.Ordinal)}, so "
            + (((WaitForStep)place.Step).Timeout is null ? "this never comes" : "everybody takes the timeout") + Advice(pattern.Type));

    private static List<SendStep> SendsOf(JourneyDefinition journey, EventPattern pattern) =>
        [.. journey.Map.Positions.Select(place => place.Step).OfType<SendStep>().Where(send => pattern.Step is not { } about || send.Id == about)];

    private static string Advice(string type) => type == "message.clicked"
        ? "; set \"shortLinks\" for texts, wait for an event of the app or site, or let a provider report it"
        : "; wait for another event, such as \"message.clicked\", or let a provider report it";
}
