namespace Campaigns.Definitions.Tests.Workspaces;

/// <summary>Slips in <c>campaigns.json</c>: the text, where the finding must point, its code, and words it must say.</summary>
internal static class BadWorkspaceSettings
{
    public static readonly (string Text, string Pointer, string Code, string Says)[] Cases =
    [
        ("[]", "", "wrong-type", "an object"),
        ("""{ "lanugages": ["en"] }""", "/lanugages", "unknown-property", "did you mean \"languages\""),
        ("""{ "languages": "en" }""", "/languages", "wrong-type", "a list of languages"),
        ("""{ "languages": [] }""", "/languages", "empty", "no text at all"),
        ("""{ "languages": ["en", "en"] }""", "/languages/1", "duplicate-value", "twice"),
        ("""{ "languages": ["zh_Hant"] }""", "/languages/0", "unknown-locale", "BCP 47"),
        ("""{ "languages": ["english"] }""", "/languages/0", "unknown-locale", "BCP 47"),
        ("""{ "brand": { "nmae": "x" } }""", "/brand/nmae", "unknown-property", "did you mean \"name\""),
        ("""{ "brand": { "name": " " } }""", "/brand/name", "empty", "the insurer's name"),
        ("""{ "brand": { "names": { "chinese": "範例" } } }""", "/brand/names/chinese", "unknown-locale", "BCP 47"),
        ("""{ "brand": { "site": "http://insurer.example/" } }""", "/brand/site", "bad-url", "https"),
        ("""{ "brand": { "site": "https://insurer.example/?a=1" } }""", "/brand/site", "bad-url", "without a query"),
        ("""{ "prices": { "sms": 1 } }""", "/prices", "missing-property", "\"currency\" is missing"),
        ("""{ "prices": { "currency": "twd", "sms": 1 } }""", "/prices/currency", "bad-currency", "ISO 4217"),
        ("""{ "prices": { "currency": "TWD", "sms": -1 } }""", "/prices/sms", "out-of-range", "a price"),
        ("""{ "prices": { "currency": "TWD", "sms": "0.9" } }""", "/prices/sms", "wrong-type", "a price"),
        ("""{ "prices": { "currency": "TWD", "smz": 1 } }""", "/prices/smz", "unknown-property", "did you mean \"sms\""),
        ("""{ "testers": "me@insurer.example" }""", "/testers", "wrong-type", "a list of addresses"),
        ("""{ "environments": { "Staging": { "data": "x" } } }""", "/environments/Staging", "bad-id", "cannot be an environment"),
        ("""{ "environments": { "staging": {} } }""", "/environments/staging", "missing-property", "write one of them"),
        ("""{ "environments": { "staging": { "url": "https://a.example/api", "data": "x" } } }""", "/environments/staging", "contradiction", "write one of them"),
        ("""{ "environments": { "staging": { "urll": "https://a.example/api" } } }""", "/environments/staging/urll", "unknown-property", "did you mean \"url\""),
        ("""{ "environments": { "staging": { "url": "https://a.example/api", "keyFrom": "c0ffee.aGVsbG8" } } }""", "/environments/staging/keyFrom", "bad-name", "never the API key itself"),
        ("""{ "environments": { "staging": { "data": "x", "keyFrom": "KEY" } } }""", "/environments/staging/keyFrom", "unknown-property", "belongs to \"url\""),
        ("""{ "environments": { "staging": { "storage": "DefaultEndpointsProtocol=https;AccountKey=x" } } }""", "/environments/staging/storage", "bad-name", "never a connection string"),
    ];
}
