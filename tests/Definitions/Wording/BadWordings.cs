namespace Campaigns.Definitions.Tests.Wording;

/// <summary>Slips in wording rules: the text, where the finding must point, its code, and words it must say.</summary>
internal static class BadWordings
{
    public static readonly (string Text, string Pointer, string Code, string Says)[] Cases =
    [
        ("[]", "", "wrong-type", "wording rules"),
        ("""{ "forbiden": [] }""", "/forbiden", "unknown-property", "did you mean \"forbidden\""),
        ("""{ "forbidden": [ { "in": { "en": { "words": ["x"] } } } ] }""", "/forbidden/0", "missing-property", "\"id\" is missing"),
        ("""{ "forbidden": [ { "id": "a" } ] }""", "/forbidden/0", "missing-property", "\"in\" is missing"),
        (Forbidding("\"id\": \"A b\", \"in\": { \"en\": { \"words\": [\"x\"] } }"), "/forbidden/0/id", "bad-id", "cannot be a rule's id"),
        (Forbidding("\"id\": \"a\", \"in\": {}"), "/forbidden/0/in", "empty", "nothing is said"),
        (Forbidding("\"id\": \"a\", \"in\": { \"english language\": { \"words\": [\"x\"] } }"), "/forbidden/0/in/english language", "bad-language", "not a language"),
        (In("{}"), "/forbidden/0/in/en", "missing-property", "\"words\" is missing"),
        (In("{ \"words\": [] }"), "/forbidden/0/in/en/words", "empty", "says nothing"),
        (In("{ \"words\": [5] }"), "/forbidden/0/in/en/words/0", "wrong-type", "number 5"),
        (In("{ \"words\": [\"\\u200b\"] }"), "/forbidden/0/in/en/words/0", "empty", "no letters"),
        (In("{ \"words\": [\"risk-free\", \"RISK FREE\"] }"), "/forbidden/0/in/en/words/1", "duplicate-value", "as texts are compared"),
        (In("{ \"words\": [\"x\"], \"exept\": [\"y\"] }"), "/forbidden/0/in/en/exept", "unknown-property", "did you mean \"except\""),
        (In("{ \"patterns\": [\"(\"] }"), "/forbidden/0/in/en/patterns/0", "bad-pattern", "cannot be used"),
        (In("{ \"patterns\": [\"a*\"] }"), "/forbidden/0/in/en/patterns/0", "bad-pattern", "every text"),
        (In("{ \"patterns\": [\"(?<!not )sure\"] }"), "/forbidden/0/in/en/patterns/0", "bad-pattern", "linear time"),
        (In("{ \"patterns\": [\"100％\"] }"), "/forbidden/0/in/en/patterns/0", "bad-pattern", "write it as \"100%\""),
        (Forbidding("\"id\": \"a\", \"products\": [], \"in\": { \"en\": { \"words\": [\"x\"] } }"), "/forbidden/0/products", "empty", "leave \"products\" out"),
        (Forbidding("\"id\": \"a\", \"channels\": [\"smz\"], \"in\": { \"en\": { \"words\": [\"x\"] } }"), "/forbidden/0/channels/0", "unknown-value", "did you mean \"sms\""),
        ("""{ "forbidden": [ { "id": "a", "in": { "en": { "words": ["x"] } } }, { "id": "a", "in": { "en": { "words": ["y"] } } } ] }""",
            "/forbidden/1", "duplicate-id", "two rules are called"),
        (Requiring("\"id\": \"a\", \"in\": { \"en\": {} }"), "/required/0/in/en", "missing-property", "\"oneOf\" is missing"),
        (Requiring("\"id\": \"a\", \"in\": { \"en\": { \"oneOf\": [] } }"), "/required/0/in/en/oneOf", "empty", "requires nothing"),
        (Requiring("\"id\": \"a\", \"in\": { \"en\": { \"oneOf\": [\"{{ customer.name }}\"] } }"), "/required/0/in/en/oneOf/0", "unknown-value", "only what begins with"),
        (Requiring("\"id\": \"a\", \"in\": { \"en\": { \"oneOf\": [\"{{ name }}\"] } }"), "/required/0/in/en/oneOf/0", "bad-value", "a name, a dot and a name"),
        ("""{ "denials": { "en": { "reach": 0 } } }""", "/denials/en/reach", "out-of-range", "from 1 to 200"),
        ("""{ "denials": { "en": { "befor": ["not"] } } }""", "/denials/en/befor", "unknown-property", "did you mean \"before\""),
    ];

    private static string Forbidding(string rule) => $$"""{ "forbidden": [ { {{rule}} } ] }""";

    private static string Requiring(string rule) => $$"""{ "required": [ { {{rule}} } ] }""";

    private static string In(string words) => Forbidding($$"""
        "id": "a", "in": { "en": {{words}} }
        """);
}
