using Campaigns.Definitions.Journeys;
using Campaigns.Model;

namespace Campaigns.Definitions.Validation;

/// <summary>Templates, categories, event types, segments, journeys and outcomes must exist.</summary>
internal static class NameCheck
{
    public static void Run(CheckedJourney journey)
    {
        var definition = journey.Definition;
        var categories = journey.Context.Categories;
        if (definition.Category.Length > 0 && categories.Count > 0 && !categories.Contains(definition.Category))
            journey.Error("/category", "unknown-category",
                $"the contact policy has no category \"{definition.Category}\"{Spelling.Hint(definition.Category, categories)}");
        foreach (var entry in definition.Entries)
            CheckEntry(journey, entry);
        foreach (var exit in definition.Exits.OfType<ExitRule.OnEvent>())
            CheckEvent(journey, exit.Type, journey.PointerOf(exit) + "/on");
        foreach (var step in journey.Steps)
            CheckStep(journey, step);
        CheckGoal(journey);
    }

    private static void CheckEntry(CheckedJourney journey, Entry entry)
    {
        if (entry is Entry.OnEvent on)
            CheckEvent(journey, on.Type, journey.PointerOf(entry) + "/on");
        else if (entry is Entry.OnSegment { Segment: var segment } && journey.Context.Segments is { } segments
            && !segments.Contains(segment))
            journey.Error(journey.PointerOf(entry) + "/segment", "unknown-segment",
                $"there is no segment \"{segment}\"{Spelling.Hint(segment, segments)}");
    }

    private static void CheckStep(CheckedJourney journey, Step step)
    {
        var pointer = journey.PointerOf(step);
        switch (step)
        {
            case SendStep send:
                CheckTemplate(journey, send.Template, send.Channels, pointer + "/send/template");
                break;
            case TaskStep task:
                CheckTemplate(journey, task.Template, [Channel.Agent], pointer + "/task/template");
                break;
            case WaitForStep wait:
                foreach (var pattern in wait.Events)
                    CheckEvent(journey, pattern.Type, journey.PointerOf(pattern));
                break;
            case EnrollStep { Journey.Value: { Length: > 0 } other } when journey.Context.Journeys is { } journeys
                && !journeys.Contains(other):
                journey.Error(pointer + "/enroll/journey", "unknown-journey",
                    $"there is no journey \"{other}\"{Spelling.Hint(other, journeys)}");
                break;
            default: break;
        }
    }

    private static void CheckEvent(CheckedJourney journey, string type, string pointer)
    {
        var known = journey.Context.Catalog.Events;
        if (type.Length > 0 && !known.ContainsKey(type))
            journey.Error(pointer, "unknown-event",
                $"the catalog has no event \"{type}\"{Spelling.Hint(type, known.Keys.ToArray())}; correct it, or declare it in the catalog");
    }

    private static void CheckTemplate(CheckedJourney journey, string template, IReadOnlyList<Channel> channels, string pointer)
    {
        if (template.Length == 0)
            return;
        var templates = journey.Context.Templates;
        if (!templates.Names.Contains(template, StringComparer.Ordinal))
        {
            journey.Error(pointer, "unknown-template",
                $"there is no template \"{template}\"{Spelling.Hint(template, templates.Names.ToArray())}");
            return;
        }

        foreach (var channel in channels.Where(c => !templates.Has(template, c)))
            journey.Error(pointer, "template-channel",
                $"the template \"{template}\" has no text for {channel}; write one, or leave {channel} out of the channels");
        foreach (var path in channels.SelectMany(c => templates.RequiredBy(template, c)).Distinct())
            CheckRequired(journey, template, path, pointer);
    }

    /// <summary>What a text requires and nobody declares is never there: every message would be refused.</summary>
    private static void CheckRequired(CheckedJourney journey, string template, string path, string pointer)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var (subject, name) = (path[..dot], path[(dot + 1)..]);
        if (subject is not ("customer" or "policy" or "event"))
            return; // what began an enrollment has its policy's id besides, and steps are the journey's own
        var known = journey.Context.Catalog.Of(subject);
        if (!known.ContainsKey(name))
            journey.Error(pointer, "template-requires",
                $"the template \"{template}\" requires {path}, which the catalog does not declare{Spelling.Hint(name, known.Keys.ToArray())}; " +
                "correct the template, or declare it in the catalog");
    }

    private static void CheckGoal(CheckedJourney journey)
    {
        if (journey.IsDraft || journey.Definition.Goal is not { } goal)
            return;
        var outcomes = journey.Definition.Exits.Select(e => e.Outcome)
            .Concat(journey.Steps.OfType<EndStep>().Select(e => e.Outcome)).Distinct().ToArray();
        if (!outcomes.Contains(goal.Outcome, StringComparer.Ordinal))
            journey.Error("/goal/outcome", "unknown-outcome",
                $"no exit rule and no end has the outcome \"{goal.Outcome}\", so the goal can never be " +
                $"reached{Spelling.Hint(goal.Outcome, outcomes)}");
    }
}
