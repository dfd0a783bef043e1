namespace Campaigns.Definitions.Tests.Scenarios;

/// <summary>Slips in a scenario: the text, where the finding must point, its code, and words it must say.</summary>
internal static class BadScenarios
{
    public static readonly (string Text, string Pointer, string Code, string Says)[] Cases =
    [
        ("[]", "", "wrong-type", "a scenario"),
        (With("\"nme\": \"x\""), "/nme", "unknown-property", "did you mean"),
        ("""{ "name": "n", "until": "2026-05-01T00:00", "expect": {} }""", "", "missing-property", "\"from\" is missing"),
        ("""{ "name": "n", "from": "2026-03-01", "until": "2026-05-01T00:00", "expect": {} }""", "/from", "bad-time", "such as \"2026-03-01T09:00\""),
        ("""{ "name": "n", "from": "2026-03-01T09:00", "until": "2026-02-01T00:00", "expect": {} }""", "/until", "out-of-range", "lies before \"from\""),
        ("""{ "name": "n", "from": "2026-03-01T09:00", "until": "2036-02-01T00:00", "expect": {} }""", "/until", "out-of-range", "three years"),
        (With("\"consents\": [\"smz\"]"), "/consents/0", "unknown-value", "did you mean \"sms\""),
        (With("\"policies\": [ { \"status\": \"active\" } ]"), "/policies/0", "missing-property", "\"id\" is missing"),
        (With("\"customer\": { \"a\": {} }"), "/customer/a", "wrong-type", "a text, a number"),
        (With("\"events\": [ { \"type\": \"a.b\" } ]"), "/events/0", "missing-property", "write one of them"),
        (With("\"events\": [ { \"type\": \"a.b\", \"at\": \"2026-03-01T10:00\", \"step\": \"s\" } ]"), "/events/0", "missing-property", "write one of them"),
        (With("\"events\": [ { \"type\": \"a.b\", \"at\": \"2026-03-01T10:00\", \"after\": \"PT1H\" } ]"), "/events/0/after", "unknown-property", "belongs to \"step\""),
        (With("\"events\": [ { \"type\": \"a.b\", \"step\": \"s\", \"after\": \"1 hour\" } ]"), "/events/0/after", "bad-duration", "is not a duration"),
        (Expecting("\"messages\": [ { \"channel\": \"sms\" } ]"), "/expect/messages/0", "missing-property", "\"step\" is missing"),
        (Expecting("\"messages\": [ { \"step\": \"s\", \"chanel\": \"sms\" } ]"), "/expect/messages/0/chanel", "unknown-property", "did you mean \"channel\""),
        (Expecting("\"messages\": [ { \"step\": \"s\", \"says\": 5 } ]"), "/expect/messages/0/says", "wrong-type", "words"),
        (Expecting("\"silences\": [ { \"reason\": \"gap\" } ]"), "/expect/silences/0", "missing-property", "\"step\" is missing"),
        (Expecting("\"outcomes\": { \"j\": 5 }"), "/expect/outcomes/j", "wrong-type", "an outcome"),
    ];

    private static string With(string property) =>
        $$"""{ "name": "n", "from": "2026-03-01T09:00", "until": "2026-05-01T00:00", "expect": {}, {{property}} }""";

    private static string Expecting(string property) =>
        $$"""{ "name": "n", "from": "2026-03-01T09:00", "until": "2026-05-01T00:00", "expect": { {{property}} } }""";
}
