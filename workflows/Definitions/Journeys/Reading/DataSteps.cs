using System.Collections.Immutable;
using System.Text.Json;
using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Json;
using Campaigns.Model;

namespace Campaigns.Definitions.Journeys.Reading;

/// <summary>Reads the steps that move data: <c>update</c>, <c>call</c> and <c>publish</c>.</summary>
internal static class DataSteps
{
    private static readonly Uri NoUrl = new("https://missing.invalid/");

    public static UpdateStep? ReadUpdate(StepId id, JsonCursor at)
    {
        if (at.AsObject("an object such as { \"set\": { \"customer.value_tier\": \"'high'\" }, \"addTags\": [\"vip\"] }",
                "set", "addTags", "removeTags") is not { } update)
        {
            return null;
        }

        if (update.Names.Count == 0)
            at.Error("empty", "the update changes nothing; add \"set\", \"addTags\" or \"removeTags\"");
        return new UpdateStep(
            id,
            update["set"] is { } set ? ReadValues(set, "an object such as { \"customer.value_tier\": \"'high'\" }") : [],
            update["addTags"]?.AsTexts("a list of tags such as [\"vip\"]", "a tag such as \"vip\"") ?? [],
            update["removeTags"]?.AsTexts("a list of tags such as [\"vip\"]", "a tag such as \"vip\"") ?? []);
    }

    public static CallStep? ReadCall(StepId id, JsonCursor at)
    {
        if (at.AsObject("an object such as { \"url\": \"https://…\", \"body\": { … } }", "url", "body") is not { } call)
            return null;
        var url = call.Required("url", "\"url\": \"https://hooks.example/renewals\"") is { } where ? ReadUrl(where) : null;
        return new CallStep(id, url ?? NoUrl, call["body"] is { } body
            ? ReadValues(body, "an object such as { \"policy\": \"policy.number\" }") : []);
    }

    public static PublishStep? ReadPublish(StepId id, JsonCursor at)
    {
        if (at.AsObject("an object such as { \"type\": \"lead.hot\", \"data\": { … } }", "type", "data") is not { } publish)
            return null;
        var type = publish.Required("type", "\"type\": \"lead.hot\"")?.AsText("an event type such as \"lead.hot\"");
        return new PublishStep(id, type ?? Placeholder.Text, publish["data"] is { } data
            ? ReadValues(data, "an object such as { \"policy\": \"policy.number\" }") : []);
    }

    private static Uri? ReadUrl(JsonCursor at)
    {
        if (at.AsText("a URL such as \"https://hooks.example/renewals\"") is not { } text)
            return null;
        // Personal data may be in the body, so nothing but TLS.
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps && url.UserInfo.Length == 0)
            return url;
        at.Error("bad-url", $"\"{text}\" cannot be called; write a URL that starts with https:// and carries no password");
        return null;
    }

    private static ImmutableArray<(string, Expression)> ReadValues(JsonCursor at, string expected)
    {
        var values = ImmutableArray.CreateBuilder<(string, Expression)>();
        if (at.AsOpenObject(expected) is { } named)
        {
            foreach (var name in named.Names)
                values.Add((name, ReadValue(named[name]!.Value)));
        }

        return values.ToImmutable();
    }

    private static Expression ReadValue(JsonCursor at)
    {
        // A bare number, true, false or null means itself: nobody should have to quote them.
        if (at.Kind is not (JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
            return at.AsExpression("'high'") ?? Placeholder.Expression;
        if (Expression.TryParse(at.RawText, out var literal, out _))
            return at.Log.Track(literal!, at.Pointer);
        at.Error("out-of-range", $"{at.Described} is too large a number");
        return Placeholder.Expression;
    }
}
