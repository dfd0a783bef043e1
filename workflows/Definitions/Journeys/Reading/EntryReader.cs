using System.Collections.Immutable;
using System.Text.Json;
using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Json;
using Campaigns.Model;
using Cronos;
using NodaTime;
using Scriban.Syntax;

namespace Campaigns.Definitions.Journeys.Reading;

/// <summary>Reads the ways into a journey.</summary>
internal static class EntryReader
{
    private const int SecondsPerMinute = 60;
    private const int MaxOffsetSeconds = 14 * 60 * SecondsPerMinute;
    private static readonly DateTime AnyTime = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly string[] Forms = ["on", "before", "schedule", "segment", "api"];

    public static ImmutableArray<Entry> ReadAll(JsonCursor at)
    {
        var items = at.AsOneOrMore("an entry");
        if (items.Count == 0 && at.Kind == JsonValueKind.Array)
            at.Error("empty", "a journey needs at least one entry");
        return [.. items.Select(Read).OfType<Entry>()];
    }

    private static Entry? Read(JsonCursor at)
    {
        if (at.AsObject("an entry such as { \"on\": \"gift.requested\" }",
                "on", "before", "schedule", "audience", "segment", "api", "where", "key", "reentry", "maxAge") is not { } entry)
        {
            return null;
        }

        var where = entry["where"]?.AsExpression("policy.status == 'active'");
        var key = entry["key"] is { } keys ? ReadKey(keys) : [];
        var reentry = entry["reentry"] is { } again ? ReadReentry(again) : Reentry.Never;
        return ReadForm(entry) is { } form ? at.Log.Track(form with { Where = where, Key = key, Reentry = reentry }, at.Pointer) : null;
    }

    private static Entry? ReadForm(JsonObjectCursor entry)
    {
        var forms = entry.Names.Intersect(Forms).ToArray();
        if (forms.Length != 1)
        {
            // What is wrong inside each is said at once, though which of them is meant is not known.
            foreach (var name in forms)
                ReadForm(entry, name);
            entry.At.Error(forms.Length == 0 ? "missing-property" : "too-many", forms.Length == 0
                ? $"an entry needs one of {Spelling.OneOf(Forms)}"
                : $"one entry cannot be {string.Join(" and ", forms.Select(f => $"\"{f}\""))} at once; write a list of entries");
            return null;
        }

        return ReadForm(entry, forms[0]);
    }

    private static Entry? ReadForm(JsonObjectCursor entry, string name)
    {
        if (!entry.Names.Contains("schedule") && entry["audience"] is { } audience)
            audience.Error("unknown-property", "\"audience\" belongs to a \"schedule\"; elsewhere use \"where\"");
        var maxAge = entry["maxAge"];
        if (!entry.Names.Contains("on") && maxAge is { } age)
            age.Error("unknown-property", "\"maxAge\" belongs to an entry by event, \"on\"");
        var form = entry[name]!.Value;
        return name switch
        {
            "on" => form.AsText("an event type such as \"gift.requested\"") is { } type
                ? new Entry.OnEvent(type) { MaxAge = maxAge?.AsPeriod(PeriodSign.Positive) ?? Entry.OnEvent.DefaultMaxAge }
                : null,
            "before" => ReadBefore(form),
            "schedule" => ReadSchedule(form, entry),
            "segment" => form.AsText("a segment's id") is { } segment ? new Entry.OnSegment(segment) : null,
            _ => ReadApi(form),
        };
    }

    private static Entry.OnRequest? ReadApi(JsonCursor at)
    {
        if (at.Kind == JsonValueKind.True)
            return new Entry.OnRequest();
        at.WrongType("true (leave \"api\" out to refuse requests)");
        return null;
    }

    private static Entry.BeforeDate? ReadBefore(JsonCursor at)
    {
        if (at.AsObject("an object such as { \"date\": \"policy.expires_on\", \"by\": \"P90D\" }", "date", "by", "yearly", "leapDay") is not { } before)
            return null;
        var place = before.Required("date", "\"date\": \"policy.expires_on\"");
        var date = place?.AsExpression("policy.expires_on");
        var by = before.Required("by", "\"by\": \"P90D\"")?.AsPeriod(PeriodSign.Positive);
        // Only a stored attribute can be looked up by date; a computed one would have to be tried on everybody every day.
        if (date is not null && !IsAttribute(date.Root))
            place!.Value.Error("bad-expression",
                $"\"{date.Source}\" must be one attribute, such as \"policy.expires_on\" or \"customer.birth_date\"");
        var yearly = before["yearly"]?.AsBoolean() ?? false;
        if (!yearly && before["leapDay"] is { } leapDay)
            leapDay.Error("unknown-property", "\"leapDay\" belongs to a yearly date; write \"yearly\": true, or leave it out");
        return new Entry.BeforeDate(date ?? Placeholder.Expression, by ?? Placeholder.Period)
        {
            Yearly = yearly,
            LeapDayIsMarch = before["leapDay"]?.AsOneOf("leapDay", ("02-28", false), ("03-01", true)) ?? false,
        };
    }

    private static bool IsAttribute(ScriptExpression root) =>
        root is ScriptMemberExpression { Target: ScriptVariableGlobal { Name: "customer" or "policy" } };

    private static Entry.OnSchedule? ReadSchedule(JsonCursor at, JsonObjectCursor entry)
    {
        var audience = entry.Required("audience", "\"audience\": { \"over\": \"policies\", \"where\": \"…\" }") is { } who
            ? ReadAudience(who) : null;
        if (at.AsObject("an object such as { \"cron\": \"0 9 * * *\", \"timeZone\": \"Asia/Taipei\" }", "cron", "timeZone")
            is not { } schedule)
            return null;
        var cron = schedule.Required("cron", "\"cron\": \"0 9 * * *\"") is { } text ? ReadCron(text) : null;
        var place = schedule.Required("timeZone", "\"timeZone\": \"Asia/Taipei\"");
        var zone = place?.AsTimeZone();
        // Of fixed offsets only these are times of a clock that machines keep.
        if (zone is not null && zone.MinOffset == zone.MaxOffset
            && (Math.Abs(zone.MinOffset.Seconds) > MaxOffsetSeconds || zone.MinOffset.Seconds % SecondsPerMinute != 0))
        {
            place!.Value.Error("unknown-zone",
                $"\"{zone.Id}\" is not a time zone of a schedule; write a zone such as \"Asia/Taipei\", or whole minutes from UTC-14 to UTC+14");
        }

        return cron is null ? null
            : new Entry.OnSchedule(cron, zone ?? DateTimeZone.Utc, audience ?? new Audience(SubjectKind.Customers, null));
    }

    private static CronExpression? ReadCron(JsonCursor at)
    {
        if (at.AsText("a cron expression such as \"0 9 * * *\" (every day at nine)") is not { } text)
            return null;
        try
        {
            var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
            if (fields is not (5 or 6) && !text.TrimStart().StartsWith('@'))
            {
                at.Error("bad-cron",
                    $"\"{text}\" has {fields} field{(fields == 1 ? "" : "s")}; a cron expression has five (minute, hour, day, month, weekday) " +
                    $"or six (with seconds first), such as \"0 9 * * 1\"");
                return null;
            }

            var cron = CronExpression.Parse(text, fields == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
            if (cron.GetNextOccurrence(AnyTime) is null)
                at.Warn("never-fires", $"\"{text}\" never comes: there is no such day");
            return cron;
        }
        catch (MissingSeedException)
        {
            at.Error("bad-cron", $"\"{text}\" holds an H, a time of the machine's choice; write the minute and hour");
            return null;
        }
        catch (Exception e) when (e is CronFormatException or ArgumentException)
        {
            at.Error("bad-cron",
                $"\"{text}\" is not a cron expression: {e.Message.TrimEnd('.')}; write minute, hour, day, month, weekday, such as \"0 9 " +
                $"* * 1\"");
            return null;
        }
    }

    private static Audience? ReadAudience(JsonCursor at)
    {
        if (at.AsObject("an object such as { \"over\": \"policies\", \"where\": \"…\" }", "over", "where") is not { } audience)
            return null;
        var over = audience.Required("over", "\"over\": \"policies\"")?.AsOneOf("audience", ("customers", SubjectKind.Customers),
            ("policies", SubjectKind.Policies));
        return new Audience(over ?? SubjectKind.Customers, audience["where"]?.AsExpression("policy.status == 'lapsed'"));
    }

    private static ImmutableArray<Expression> ReadKey(JsonCursor at) =>
        [.. at.AsOneOrMore("a list of expressions").Select(k => k.AsExpression("policy.id")).OfType<Expression>()];

    private static Reentry ReadReentry(JsonCursor at)
    {
        if (at.Kind != JsonValueKind.Object)
        {
            return at.AsOneOf("reentry (or { \"after\": \"P365D\" })", ("never", false), ("afterExit", true)) is true ? Reentry.AfterExit
                : Reentry.Never;
        }

        var after = at.AsObject("{ \"after\": \"P365D\" }", "after")!.Required("after",
            "\"after\": \"P365D\"")?.AsPeriod(PeriodSign.Positive);
        return new Reentry(true, after);
    }
}
