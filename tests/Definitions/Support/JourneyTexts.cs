using System.Text;
using System.Text.Json.Nodes;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Definitions.Validation;
using Campaigns.Model;

namespace Campaigns.Definitions.Tests.Support;

/// <summary>Small journeys around the part a test is about.</summary>
internal static class JourneyTexts
{
    /// <summary>A send that is right in itself.</summary>
    public const string Send = """{ "id": "hello", "send": { "channels": ["sms"], "template": "renewal/nudge" } }""";

    /// <summary>Every step, with every property it may have.</summary>
    /// <summary>A ramp with everything it may say, as a property of a journey.</summary>
    public const string Ramp = """
        "ramp": { "steps": [1, 12.5, 100], "after": "P1D", "atLeast": 200,
          "stopAt": { "optOut": 0.02, "complaint": 0.001, "bounce": 0.05, "failure": 0.1, "atLeast": 5 } },
        """;

    public const string EveryStep = """
        [
          { "id": "s", "send": { "channels": ["push", "sms"], "template": "x", "when": "policy.status == 'active'", "deadline": "PT6H", "whenBlocked": "skip", "sendTime": "best", "await": "delivered", "fallback": true } },
          { "id": "w", "wait": "P1M2DT3H" },
          { "id": "u", "wait": { "until": "policy.expires_on", "offset": "-P3D", "at": "09:30", "weekdays": ["monday", "friday"], "ifPast": "skip" } },
          { "id": "f", "waitFor": { "events": ["gift.claimed", { "on": "message.clicked", "step": "s", "where": "event.link", "then": [ { "id": "f1", "wait": "PT1S" } ] }],
                                    "timeout": "P2D", "onTimeout": [ { "id": "f2", "wait": "P1W" } ], "since": "now" } },
          { "id": "c", "countdown": { "to": "policy.expires_on", "at": "10:00:30", "rungs": [ { "before": "P0D", "steps": [] } ] } },
          { "id": "b", "branch": [ { "when": "true", "then": [] } ], "otherwise": [ { "id": "b1", "wait": "P1D" } ] },
          { "id": "p", "split": [ { "id": "a", "percent": 33.5, "steps": [] }, { "id": "z", "percent": 66.5, "steps": [] } ] },
          { "id": "d", "update": { "set": { "customer.value_tier": "'high'", "customer.contact_limit": 2, "customer.segment": null }, "addTags": ["vip"], "removeTags": ["cold"] } },
          { "id": "t", "task": { "to": "policy.agent_id", "template": "x", "due": "P3D" } },
          { "id": "h", "call": { "url": "https://hooks.example/a", "body": { "n": "policy.number" } } },
          { "id": "e", "publish": { "type": "lead.hot", "data": { "n": "policy.number", "score": 5 } } },
          { "id": "j", "enroll": { "journey": "win-back" } },
          { "id": "r", "repeat": { "while": "policy.status == 'lapsed'", "max": 3, "steps": [ { "id": "r1", "wait": "P1D" } ] } },
          { "id": "z", "end": "done" }
        ]
        """;

    /// <summary>Every step that can be used.</summary>
    public static string EveryAvailableStep { get; } = Without(EveryStep, "call", "enroll", "repeat");

    /// <summary>Every way in that can be used.</summary>
    public static string EveryAvailableEntry { get; } = Without(EveryEntry, "segment");

    /// <summary>Every way in, with every property it may have.</summary>
    public const string EveryEntry = """
        [
          { "on": "gift.requested", "where": "event.product == 'x'", "key": ["event.gift_id"], "reentry": "afterExit" },
          { "before": { "date": "customer.birth_date", "by": "P14D" }, "key": "customer.id", "reentry": { "after": "P1Y" } },
          { "schedule": { "cron": "*/30 0 9 * * MON", "timeZone": "America/New_York" }, "audience": { "over": "customers" }, "reentry": "never" },
          { "segment": "dormant" },
          { "api": true }
        ]
        """;

    /// <summary>A journey that is right but for what the test puts in.</summary>
    public static string Journey(string steps = $"[ {Send} ]", string entry = """{ "on": "policy.lapsed" }""", string more = "") => $$"""
        {
          "id": "test", "name": "Test", "category": "renewal",{{more}}
          "entry": {{entry}},
          "steps": {{steps}}
        }
        """;

    /// <summary>A list without the items that have any of some properties.</summary>
    private static string Without(string list, params string[] properties)
    {
        var items = JsonNode.Parse(list)!.AsArray();
        foreach (var item in items.Where(item => properties.Any(item!.AsObject().ContainsKey)).ToList())
            items.Remove(item);
        return items.ToJsonString();
    }

    public static JourneyReadResult Read(string json) => JourneyReader.Read(Encoding.UTF8.GetBytes(json).AsMemory());

    public static JourneyReadResult Check(string json, ValidationContext? context = null) =>
        JourneyValidator.Check(Encoding.UTF8.GetBytes(json), context ?? ShippedDocuments.Context);

    /// <summary>Fails unless exactly one finding has the place and code, and says the fragment; shows all findings.</summary>
    public static Finding One(IEnumerable<Finding> findings, string pointer, string code, string says)
    {
        var all = findings.ToList();
        var found = all.Where(f => f.Pointer == pointer && f.Code == code).ToList();
        Assert.True(found.Count == 1,
            $"expected one {code} at {pointer}, found:\n{string.Join('\n', all.Select(f => $"{f.Severity} {f.Code} {f}"))}");
        Assert.Contains(says, found[0].Message, StringComparison.Ordinal);
        return found[0];
    }
}
