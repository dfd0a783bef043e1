using Campaigns.Definitions.Journeys;
using Campaigns.Model;

namespace Campaigns.Definitions.Validation;

/// <summary>
/// Attributes that a text names and the catalog does not have stop every message of a customer whose data do not have them either. A
/// warning, since a text may change while the journeys that send it stay published.
/// </summary>
internal static class TemplateAttributeCheck
{
    public static void Run(CheckedJourney journey)
    {
        foreach (var step in journey.Steps)
        {
            if (step is SendStep send)
                Check(journey, send.Template, send.Channels, journey.PointerOf(step) + "/send/template");
            else if (step is TaskStep task)
                Check(journey, task.Template, [Channel.Agent], journey.PointerOf(step) + "/task/template");
        }
    }

    private static void Check(CheckedJourney journey, string template, IReadOnlyList<Channel> channels, string pointer)
    {
        var unknown = channels.SelectMany(channel => journey.Context.Templates.ReferencesIn(template, channel))
            .Where(reference => IsUnknown(journey, reference)).DistinctBy(reference => (reference.Path, reference.File)).GroupBy(r => r.Path);
        foreach (var path in unknown)
        {
            var (first, others) = (path.First(), path.Count() - 1);
            var (subject, name) = (Split(path.Key).Subject, Split(path.Key).Name!);
            journey.Warn(pointer, "unknown-attribute",
                $"{first.File}:{first.Line}:{first.Column}: {subject} has no \"{name}\"" +
                $"{Spelling.Hint(name, [.. journey.Context.Catalog.Of(subject).Keys])}; the message cannot be written for customers whose data do not have it" +
                $"{(others > 0 ? $", and in {others} other file{(others == 1 ? "" : "s")} of \"{template}\"" : "")}; correct it, or declare " +
                "it in the catalog");
        }
    }

    /// <summary>
    /// Of <c>event</c> that no event has it: a text may serve several journeys, and name what only the event of one of them carries.
    /// </summary>
    private static bool IsUnknown(CheckedJourney journey, TemplateReference reference) =>
        Split(reference.Path) is ({ } subject, { } name) && subject is "customer" or "policy" or "event"
        && !journey.Context.Catalog.Of(subject).ContainsKey(name);

    /// <summary>The subject and its attribute: <c>policy</c> and <c>product_name</c>; no attribute where the subject stands alone.</summary>
    private static (string Subject, string? Name) Split(string path) =>
        path.Split('.') is [var subject, var name, ..] ? (subject, name) : (path, null);
}
