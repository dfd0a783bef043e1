using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Validation.Flow;
using Campaigns.Model;

namespace Campaigns.Definitions.Validation.Expressions;

/// <summary>What the names in one expression stand for, seen from its place in the journey.</summary>
internal sealed class NameScope(CheckedJourney journey, StepHistory? history, ExpressionSite place)
{
    private static readonly string[] Globals = ["customer", "policy", "event", "entry", "journey", "steps", "now"];
    private static readonly string[] JourneyMembers = ["id", "version", "category", "priority"];
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    /// <summary>A name that stands alone.</summary>
    public ValueType Global(string name)
    {
        switch (name)
        {
            case "now": return ValueType.Date;
            case "customer" or "journey": return ValueType.Object;
            case "empty" or "blank": return ValueType.Unknown;
            case "policy": return Policy();
            case "event": return Event() is null ? new(ValueKind.Null) : ValueType.Object;
            case "entry": return ValueType.Object;
            case "steps":
                if (!place.HasSteps)
                    Error("no-steps", "steps is empty here, before the first step; use customer, policy or event");
                return ValueType.Object;
            default: break;
        }

        if (FunctionCatalog.Names.Contains(name) || FunctionCatalog.IsModule(name))
            Error("bad-call", $"\"{name}\" is a function and needs its arguments, such as {Example(name)}");
        else
        {
            var near = Spelling.Nearest(name, Globals.Concat(["true", "false", "null"]));
            Error("unknown-name",
                $"\"{name}\" is not known; {(near is null ? "" : $"did you mean {near}? ")}a text needs quotes: '{name}'");
        }

        return ValueType.Unknown;
    }

    /// <summary>A member of <c>customer</c>, <c>policy</c>, <c>event</c> or <c>journey</c>.</summary>
    public ValueType Member(string subject, string name)
    {
        switch (subject)
        {
            case "event": return Event() is { } events ? EventMember(events, name, "event") : ValueType.Unknown;
            case "entry": return EntryMember(name);
            case "policy": Policy(); break;
            case "journey":
                if (!JourneyMembers.Contains(name))
                    Error("unknown-attribute", $"journey has no \"{name}\"{Spelling.Hint(name, JourneyMembers)}");
                return name is "version" or "priority" ? ValueType.Number : ValueType.Text;
            default: break;
        }

        return Find(journey.Context.Catalog.Of(subject), name, subject) is { } attribute ? ValueType.Of(attribute) : ValueType.Unknown;
    }

    /// <summary>The step that <c>steps.&lt;name&gt;</c> stands for, or null after reporting, or where it could not be read.</summary>
    public Step? FindStep(string name)
    {
        Global("steps");
        var step = journey.Steps.FirstOrDefault(s => s.Id.AsIdentifier() == name);
        if (step is null)
        {
            var known = journey.StepIds.Select(id => new StepId(id).AsIdentifier()).ToArray();
            if (!known.Contains(name))
                Error("unknown-step", $"the journey has no step \"{name}\"{Spelling.Hint(name, known)}");
        }
        else if (place.HasSteps && place.Step is { } here && history is not null && !history.MayPrecede(step.Id, here)
            && !ReferenceEquals(step, here))
            Warn("never-before", $"\"{step.Id}\" is never done before this, so steps.{name} is always null here; move this after it");
        return step;
    }

    /// <summary>A member of what an awaited event carried: <c>steps.quiet.event.link</c>.</summary>
    public ValueType ReceivedEventMember(WaitForStep wait, string name)
    {
        var types = wait.Events.Select(e => e.Type).ToArray();
        if (name == "type")
            return new(ValueKind.Text, types);
        return EventMember(types, name, $"the events of \"{wait.Id}\"");
    }

    public void Error(string code, string message) => Report(FindingSeverity.Error, code, message);

    public void Warn(string code, string message) => Report(FindingSeverity.Warning, code, message);

    private static string Example(string name) => name switch
    {
        "date_diff" => "date_diff(policy.lapsed_on, now, 'day')",
        "date_add" => "date_add(policy.expires_on, -30, 'day')",
        "age" => "age(customer.birth_date, now)",
        "contains" => "contains(customer.tags, 'vip')",
        "bucket" => "bucket(customer.id)",
        _ => $"{name}.…",
    };

    private ValueType Policy()
    {
        if (!place.HasPolicy)
            Error("no-policy",
                "no entry that leads here has a policy, so policy is always null; enter by policies, or by an event with policy_id");
        return ValueType.Object;
    }

    private IReadOnlyList<string>? Event()
    {
        if (place.Events is null)
            Error("no-event", "there is no event here, so event is always null; use customer, policy or steps.<wait>.event");
        return place.Events;
    }

    private ValueType EventMember(IReadOnlyList<string> types, string name, string what)
    {
        var catalog = journey.Context.Catalog;
        // An unknown type was reported where it stands; what it carries is anybody's guess.
        if (types.Count > 0 && types.Any(t => !catalog.Events.ContainsKey(t)))
            return ValueType.Unknown;
        var attributes = types.Count == 0
            ? catalog.Of("event")
            : types.SelectMany(t => catalog.Events[t].Attributes).DistinctBy(a => a.Key).ToDictionary(a => a.Key, a => a.Value);
        var whose = types.Count == 1 && what == "event" ? $"the event {types[0]}" : what;
        return Find(attributes, name, whose) is { } attribute ? ValueType.Of(attribute) : ValueType.Unknown;
    }

    /// <summary>A member of what began the enrollment: the attributes of the entry's event or request, and the policy's id.</summary>
    private ValueType EntryMember(string name)
    {
        if (journey.IsDraft)
            return ValueType.Unknown;
        if (name == "policy_id" && place.HasPolicy)
            return ValueType.Text;
        if (place.EntryEvents is { } events)
            return EventMember(events, name, "the entry");
        Error("no-event",
            $"no entry of this journey begins with an event or a request, so entry.{name} is always null; " +
            (place.HasPolicy ? "only entry.policy_id is known, and policy" : "use customer"));
        return ValueType.Unknown;
    }

    private AttributeDefinition? Find(IReadOnlyDictionary<string, AttributeDefinition> attributes, string name, string whose)
    {
        if (attributes.TryGetValue(name, out var attribute))
        {
            // A condition over it may tell nothing, so this does not prevent publishing the journey.
            if ((attribute.Personal || attribute.Channels is not null) && place.Step is PublishStep)
                Warn("personal-data",
                    $"\"{name}\" is personal data, and what this step publishes leaves the system; send an id, or a value that does not " +
                    $"identify the person");
            return attribute;
        }

        Error("unknown-attribute",
            $"{whose} has no \"{name}\"{Spelling.Hint(name, attributes.Keys.ToArray())}; correct it, or declare it in the catalog");
        return null;
    }

    private void Report(FindingSeverity severity, string code, string message)
    {
        if (_reported.Add(code + message)) // once for each expression is enough
            journey.Add(severity, place.Pointer, code, $"in \"{place.Expression.Source}\": {message}");
    }
}
