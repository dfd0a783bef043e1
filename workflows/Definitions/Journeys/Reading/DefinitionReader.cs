using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Campaigns.Definitions.Json;
using Campaigns.Model;

namespace Campaigns.Definitions.Journeys.Reading;

/// <summary>Reads the top level of a journey.</summary>
internal static partial class DefinitionReader
{
    private const string English = "en";

    public static JourneyDefinition? Read(JsonCursor at)
    {
        if (at.AsObject("a journey: an object with \"id\", \"name\", \"category\", \"entry\" and \"steps\"",
                "$schema", "id", "name", "category", "transactional", "priority", "activeFrom", "activeUntil", "entry", "exit", "goal", "holdout", "exclusive", "pace",
                "texts", "ramp", "steps")
                is not { } journey)
        {
            return null;
        }

        journey.CheckSchema();
        return new JourneyDefinition
        {
            Id = new JourneyId(journey.Required("id", "\"id\": \"renewal-countdown\"")?.AsId("a journey id") ?? Placeholder.Text),
            Name = journey.Required("name", "\"name\": { \"en\": \"Renewal countdown\" }") is { } name ? ReadName(name)
            : ImmutableSortedDictionary<string, string>.Empty,
            Category = journey.Required("category", "\"category\": \"renewal\"")?.AsText("a category of the contact policy")
            ?? Placeholder.Text,
            Transactional = journey["transactional"] is { } transactional ? ReadTransactional(transactional) : null,
            Priority = journey["priority"]?.AsInteger("a whole number from 0 to 100", 0, 100) ?? 50,
            Active = ReadActive(journey["activeFrom"], journey["activeUntil"]),
            Entries = journey.Required("entry", "\"entry\": { \"on\": \"gift.requested\" }") is { } entry ? EntryReader.ReadAll(entry) : [],
            Exits = journey["exit"] is { } exit ? OutcomeReader.ReadExits(exit) : [],
            Goal = journey["goal"] is { } goal ? OutcomeReader.ReadGoal(goal) : null,
            Holdout = journey["holdout"]?.AsNumber("a percentage from 0 to 50", 0, 50) ?? 0,
            Exclusive = journey["exclusive"] is { } exclusive ? OutcomeReader.ReadExclusive(exclusive) : null,
            SendRate = journey["pace"] is { } sendRate ? OutcomeReader.ReadSendRate(sendRate) : null,
            PinsTexts = journey["texts"]?.AsOneOf("texts", ("latest", false), ("pinned", true)) ?? false,
            Ramp = journey["ramp"] is { } ramp ? RampReader.Read(ramp) : null,
            Steps = journey.Required("steps", "\"steps\": [ { \"id\": \"hello\", \"send\": { … } } ]") is { } steps
            ? StepReader.ReadBlock(steps) : [],
        };
    }

    private static TransactionalNotice? ReadTransactional(JsonCursor at)
    {
        if (at.AsObject("an object such as { \"because\": \"the notice that the law requires\" }", "because", "anyHour") is not { } notice)
            return null;
        var because = notice.Required("because", "\"because\": \"the notice that the law requires\"")?.AsText("the reason in words");
        return new TransactionalNotice(because ?? Placeholder.Text, notice["anyHour"]?.AsBoolean() ?? false);
    }

    private static ActivePeriod? ReadActive(JsonCursor? from, JsonCursor? until) =>
        from is null && until is null ? null : new ActivePeriod(ReadTime(from), ReadTime(until));

    private static ActiveTime? ReadTime(JsonCursor? at)
    {
        const string expected = "a time such as \"2026-07-01T00:00\" (in the contact policy's zone) or \"2026-07-01T00:00+08:00\"";
        if (at?.AsText(expected) is not { } text)
            return null;
        if (ActiveTime.TryRead(text) is { } time)
            return time;
        at.Value.Error("bad-time", $"\"{text}\" is not {expected}");
        return null;
    }

    private static ImmutableSortedDictionary<string, string> ReadName(JsonCursor at)
    {
        var names = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (at.Kind == System.Text.Json.JsonValueKind.String)
        {
            if (at.AsText("a name") is { } text)
                names[English] = text;
        }
        else if (at.AsOpenObject("a name, or names by locale such as { \"en\": \"Renewal countdown\" }") is { } byLocale)
        {
            foreach (var locale in byLocale.Names)
            {
                if (!Locale().IsMatch(locale))
                    byLocale[locale]!.Value.Error("unknown-locale",
                        $"\"{locale}\" is not a locale; write for example \"en\", \"zh-Hant\" or \"zh-Hans\"");
                else if (byLocale[locale]!.Value.AsText("a name") is { } text)
                    names[locale] = text;
            }

            _ = byLocale.Required(English, "\"en\": \"Renewal countdown\"");
        }

        return names.ToImmutable();
    }

    // The shapes of BCP 47 that occur in practice: language, script, region.
    [GeneratedRegex(@"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?\z")]
    private static partial Regex Locale();
}
