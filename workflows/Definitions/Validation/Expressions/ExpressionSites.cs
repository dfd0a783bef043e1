using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Definitions.Json;
using Campaigns.Definitions.Validation.Flow;
using Campaigns.Model.Customers;

namespace Campaigns.Definitions.Validation.Expressions;

/// <summary>Every place of a journey where an expression stands, with what it can see and what it must answer.</summary>
internal sealed class ExpressionSites
{
    private readonly CheckedJourney _journey;
    private readonly StepHistory? _history;
    private readonly EntryContext _view;

    private ExpressionSites(CheckedJourney journey, StepHistory? history) =>
        (_journey, _history, _view) = (journey, history, EntryContext.Of(journey));

    public static void Check(CheckedJourney journey, StepHistory? history)
    {
        var sites = new ExpressionSites(journey, history);
        foreach (var entry in journey.Definition.Entries)
            sites.CheckEntry(entry);
        foreach (var exit in journey.Definition.Exits)
            sites.CheckExit(exit);
        if (journey.Definition.Goal is { Value: { } value } goal)
            sites.Number(sites.At(value, "/goal/value") with { Events = sites._view.EventsOfGoal(goal) });
        foreach (var step in journey.Steps)
            sites.CheckStep(step);
    }

    private void CheckEntry(Entry entry)
    {
        var pointer = _journey.PointerOf(entry);
        ExpressionSite Place(Expression expression, string name) => new(expression, pointer + name)
        {
            Events = EntryContext.EventsOf(entry),
            EntryEvents = EntryContext.EventsOf(entry),
            HasPolicy = _view.HasPolicy(entry),
            HasSteps = false,
        };

        if (entry is Entry.BeforeDate before)
            Date(Place(before.Date, "/before/date"));
        if (entry is Entry.OnSchedule { Audience.Where: { } who })
            TypeOf(Place(who, "/audience/where"));
        if (entry.Where is { } where)
            TypeOf(Place(where, "/where"));
        for (var i = 0; i < entry.Key.Length; i++)
            TypeOf(Place(entry.Key[i], $"/key/{i}"));
    }

    private void CheckExit(ExitRule exit)
    {
        var pointer = _journey.PointerOf(exit);
        if (exit is ExitRule.When when)
            TypeOf(At(when.Condition, pointer + "/when"));
        else if (exit is ExitRule.OnEvent { Where: { } where } on)
            TypeOf(At(where, pointer + "/where") with { Events = [on.Type] });
    }

    private void CheckStep(Step step)
    {
        var pointer = _journey.PointerOf(step);
        ExpressionSite Place(Expression expression, string name) => At(expression, pointer + name) with { Step = step };
        switch (step)
        {
            case SendStep { When: { } condition }:
                TypeOf(Place(condition, "/send/when"));
                break;
            case WaitUntilStep wait:
                Date(Place(wait.Until, "/wait/until"));
                break;
            case WaitForStep wait:
                foreach (var pattern in wait.Events.Where(e => e.Where is not null))
                    TypeOf(At(pattern.Where!, _journey.PointerOf(pattern) + "/where") with { Step = step, Events = [pattern.Type] });
                break;
            case CountdownStep countdown:
                Date(Place(countdown.To, "/countdown/to"));
                break;
            case BranchStep branch:
                for (var i = 0; i < branch.Arms.Length; i++)
                    TypeOf(Place(branch.Arms[i].When, $"/branch/{i}/when"));
                break;
            case TaskStep task:
                var to = TypeOf(Place(task.To, "/task/to"));
                if (!to.IsOpen && to.Kind != ValueKind.Text)
                    _journey.Error(pointer + "/task/to", "wrong-type",
                        $"\"{task.To.Source}\" is {to.Described}, but a task goes to an agent's id, such as policy.agent_id");
                break;
            case UpdateStep update:
                UpdateCheck.Run(_journey, update, (value, name) => TypeOf(Place(value, name)));
                break;
            case CallStep call:
                foreach (var (name, value) in call.Body)
                    TypeOf(Place(value, JsonPointers.Append("/call/body", name)));
                break;
            case PublishStep publish:
                foreach (var (name, value) in publish.Data)
                    TypeOf(Place(value, JsonPointers.Append("/publish/data", name)));
                break;
            case RepeatStep repeat:
                TypeOf(Place(repeat.While, "/repeat/while"));
                break;
            default: break;
        }
    }

    private ExpressionSite At(Expression expression, string pointer) =>
        new(expression, pointer)
        {
            Events = _view.Events,
            EntryEvents = _view.Events,
            HasPolicy = _view.AnyPolicy,
        };

    private ValueType TypeOf(ExpressionSite place)
    {
        if (Placeholder.Is(place.Expression))
            return ValueType.Unknown;
        return new TypeChecker(new NameScope(_journey, _history, place), _journey).TypeOf(place.Expression.Root);
    }

    private void Date(ExpressionSite place)
    {
        var type = TypeOf(place);
        var isDate = type.IsOpen || type.Kind == ValueKind.Date
            || (type.Literal is { } text && AttributeDates.Read(text, NodaTime.DateTimeZone.Utc) is not null);
        if (!isDate)
            _journey.Error(place.Pointer, "wrong-type",
                $"\"{place.Expression.Source}\" is {type.Described}, but a date is needed here, such as policy.expires_on");
    }

    private void Number(ExpressionSite place)
    {
        var type = TypeOf(place);
        if (!type.IsOpen && type.Kind != ValueKind.Number)
            _journey.Error(place.Pointer, "wrong-type",
                $"\"{place.Expression.Source}\" is {type.Described}, but a number is needed here, such as event.premium");
    }
}
