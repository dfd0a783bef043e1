using System.Collections.Immutable;
using Campaigns.Definitions.Json;
using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Definitions.Scenarios;

/// <summary>What became of a scenario's text.</summary>
/// <param name="Scenario">The scenario; null when any finding is an error.</param>
/// <param name="Findings">Everything wrong, in the order of the document.</param>
public sealed record ScenarioReadResult(Scenario? Scenario, ImmutableArray<Finding> Findings);

/// <summary>Reads <c>scenarios/*.json</c>, with every finding at once. Never throws on bad text.</summary>
public static class ScenarioReader
{
    private static readonly LocalDateTimePattern Minute = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");
    private static readonly LocalDateTime Unread = new(2000, 1, 1, 0, 0);
    private static readonly Period Longest = Period.FromYears(3);

    /// <summary>Reads a scenario.</summary>
    /// <param name="json">UTF-8 text, with or without byte order mark.</param>
    public static ScenarioReadResult Read(ReadOnlyMemory<byte> json)
    {
        var (scenario, log, source) = JsonSource.Read(json, ReadScenario);
        return new(log.HasErrors ? null : scenario, source.Findings(log));
    }

    private static Scenario? ReadScenario(JsonCursor at)
    {
        if (at.AsObject("a scenario: an object with \"name\", \"from\", \"until\" and \"expect\"",
                "$schema", "name", "journeys", "from", "until", "customer", "consents", "policies", "events", "expect") is not { } scenario)
            return null;
        scenario.CheckSchema();
        var from = scenario.Required("from", "\"from\": \"2026-03-01T09:00\"") is { } start ? AsMoment(start) : null;
        var until = scenario.Required("until", "\"until\": \"2026-06-30T00:00\"") is { } end ? AsMoment(end) : null;
        if (until <= from)
            scenario["until"]!.Value.Error("out-of-range", "\"until\" lies before \"from\"; a scenario goes forward");
        else if (until > from?.Plus(Longest))
            scenario["until"]!.Value.Error("out-of-range", "a scenario lasts three years at most");
        return new Scenario(
            scenario.Required("name", "\"name\": \"who renews hears no more\"")?.AsText("what the scenario is about") ?? "", from ?? Unread, until ?? Unread)
        {
            Journeys = [.. scenario["journeys"]?.AsTexts("a list of journeys such as [\"win-back\"]", "a journey's id").Select(id => new JourneyId(id)) ?? []],
            Customer = scenario["customer"] is { } customer ? AsBag(customer) : AttributeBag.Empty,
            Consents = [.. scenario["consents"]?.AsDistinct<Channel>("a list of channels such as [\"sms\"]", c => c.AsChannel()) ?? []],
            Policies = [.. scenario["policies"]?.AsList("a list of policies").Select(ReadPolicy) ?? []],
            Events = [.. scenario["events"]?.AsList("a list of events").Select(ReadEvent).OfType<ScenarioEvent>() ?? []],
            Expect = scenario.Required("expect", "\"expect\": { \"messages\": [] }") is { } expect ? ReadExpectation(expect) : new(),
        };
    }

    private static AttributeBag ReadPolicy(JsonCursor at)
    {
        var policy = AsBag(at);
        if (policy.Text("id") is null)
            at.Error("missing-property", "\"id\" is missing; add for example \"id\": \"P-1\"");
        return policy;
    }

    private static ScenarioEvent? ReadEvent(JsonCursor at)
    {
        if (at.AsObject("an event such as { \"at\": \"2026-04-01T12:00\", \"type\": \"policy.renewed\" }", "at", "step", "after", "type", "data")
            is not { } happens)
            return null;
        if (happens["at"] is null == happens["step"] is null)
            at.Error("missing-property", "an event happens at a time, \"at\", or after the message of a \"step\": write one of them");
        else if (happens["after"] is { } after && happens["step"] is null)
            after.Error("unknown-property", "\"after\" belongs to \"step\"");
        return new ScenarioEvent(
            happens.Required("type", "\"type\": \"policy.renewed\"")?.AsText("an event's type such as \"policy.renewed\"") ?? "",
            happens["data"] is { } data ? AsBag(data) : AttributeBag.Empty)
        {
            At = happens["at"] is { } moment ? AsMoment(moment) : null,
            Step = happens["step"] is { } step ? AsStep(step) : null,
            After = happens["after"]?.AsPeriod(PeriodSign.NotNegative) ?? Period.Zero,
        };
    }

    private static ScenarioExpectation ReadExpectation(JsonCursor at)
    {
        if (at.AsObject("an object such as { \"messages\": [] }", "messages", "silences", "outcomes") is not { } expect)
            return new();
        return new()
        {
            Messages = expect["messages"] is { } messages
                ? [.. messages.AsList("a list of messages").Select(ReadMessage).OfType<ExpectedMessage>()] : null,
            Silences = [.. expect["silences"]?.AsList("a list of silences").Select(ReadSilence).OfType<ExpectedSilence>() ?? []],
            Outcomes = expect["outcomes"] is { } outcomes ? ReadOutcomes(outcomes) : [],
        };
    }

    private static ExpectedMessage? ReadMessage(JsonCursor at) =>
        at.AsObject("a message such as { \"step\": \"d45\", \"channel\": \"sms\" }", "step", "journey", "channel", "at", "locale", "says", "neverSays")
            is { } message
            ? new ExpectedMessage(message.Required("step", "\"step\": \"d45\"") is { } step ? AsStep(step) ?? default : default)
            {
                Journey = message["journey"]?.AsText("a journey's id") is { } journey ? new JourneyId(journey) : null,
                Channel = message["channel"]?.AsOneOf<Channel>("channel", [.. Channel.Contactable.Append(Channel.Agent).Select(c => (c.Name, c))]),
                At = message["at"] is { } moment ? AsMoment(moment) : null,
                Locale = message["locale"]?.AsText("a language such as \"zh-Hant\""),
                Says = Words(message, "says"),
                NeverSays = Words(message, "neverSays"),
            }
            : null;

    private static ExpectedSilence? ReadSilence(JsonCursor at) =>
        at.AsObject("a silence such as { \"step\": \"d40\", \"reason\": \"no-consent\" }", "step", "reason") is { } silence
            ? new ExpectedSilence(
                silence.Required("step", "\"step\": \"d40\"") is { } step ? AsStep(step) ?? default : default,
                silence["reason"]?.AsText("a reason such as \"no-consent\""))
            : null;

    private static ImmutableArray<ExpectedOutcome> ReadOutcomes(JsonCursor at) =>
        at.AsOpenObject("outcomes by journey such as { \"win-back\": \"won-back\" }") is { } outcomes
            ? [.. from name in outcomes.Names
                  let outcome = outcomes[name]!.Value.AsText("an outcome, \"running\" or \"none\"")
                  where outcome is not null
                  select new ExpectedOutcome(new(name), outcome)]
            : [];

    private static ImmutableArray<string> Words(JsonObjectCursor message, string name) =>
        [.. message[name]?.AsOneOrMore("a text, or a list of them").Select(word => word.AsText("words")).OfType<string>() ?? []];

    private static StepId? AsStep(JsonCursor at) => at.AsText("a step's id") is { } id ? new StepId(id) : null;

    private static LocalDateTime? AsMoment(JsonCursor at)
    {
        if (at.AsText("a local time such as \"2026-03-01T09:00\"") is not { } text)
            return null;
        if (Minute.Parse(text) is { Success: true, Value: var moment })
            return moment;
        at.Error("bad-time", $"\"{text}\" is not a local time; write the day and the minute on the customer's clock, such as \"2026-03-01T09:00\"");
        return null;
    }

    private static AttributeBag AsBag(JsonCursor at)
    {
        if (at.AsOpenObject("attributes such as { \"name\": \"Mei\" }") is not { } attributes)
            return AttributeBag.Empty;
        return AttributeBag.Of(attributes.Names.Select(name => KeyValuePair.Create(name, AsValue(attributes[name]!.Value))));
    }

    private static object? AsValue(JsonCursor at)
    {
        switch (at.Kind)
        {
            case System.Text.Json.JsonValueKind.String: return at.AsText("a text") ?? "";
            case System.Text.Json.JsonValueKind.Number:
                return decimal.TryParse(at.RawText, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number)
                    ? number : (decimal?)null;
            case System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False: return at.AsBoolean();
            case System.Text.Json.JsonValueKind.Array: return at.AsTexts("a list of texts", "a text").ToArray();
            case System.Text.Json.JsonValueKind.Null: return null;
            default:
                at.WrongType("a text, a number, true, false or a list of texts");
                return null;
        }
    }
}
