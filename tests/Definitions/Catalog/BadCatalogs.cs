namespace Campaigns.Definitions.Tests.Catalog;

/// <summary>Slips in a catalog: the document, where the finding must point, its code, and words it must say.</summary>
internal static class BadCatalogs
{
    public static readonly (string Text, string Pointer, string Code, string Says)[] Cases =
    [
        ("""{ "customer": {} }""", "", "missing-property", "\"policy\" is missing"),
        ("""{ "customer": [], "policy": {} }""", "/customer", "wrong-type", "an object of attributes"),
        ("""{ "customers": {}, "policy": {} }""", "/customers", "unknown-property", "did you mean \"customer\""),
        ("""{ "customer": { "a": "txt" }, "policy": {} }""", "/customer/a", "unknown-value", "did you mean \"text\""),
        ("""{ "customer": { "a": 5 }, "policy": {} }""", "/customer/a", "wrong-type", "found number 5"),
        ("""{ "customer": { "a-b": "text" }, "policy": {} }""", "/customer/a-b", "bad-name", "underscores"),
        ("""{ "customer": { "a": { "values": ["x"] } }, "policy": {} }""", "/customer/a", "missing-property", "\"type\" is missing"),
        ("""{ "customer": { "a": { "type": "text", "value": ["x"] } }, "policy": {} }""", "/customer/a/value", "unknown-property",
            "did you mean \"values\""),
        ("""{ "customer": { "a": { "type": "number", "values": ["1"] } }, "policy": {} }""", "/customer/a/values", "wrong-type",
            "\"text\" or \"list\""),
        ("""{ "customer": { "a": { "type": "text", "values": [] } }, "policy": {} }""", "/customer/a/values", "empty", "would allow none"),
        ("""{ "customer": { "a": { "type": "text", "values": ["x", "x"] } }, "policy": {} }""", "/customer/a/values/1", "duplicate-value",
            "twice"),
        ("""{ "customer": { "a": { "type": "text", "personal": "yes" } }, "policy": {} }""", "/customer/a/personal", "wrong-type",
            "true or false"),
        ("""{ "customer": { "a": "text", "a": "number" }, "policy": {} }""", "/customer/a", "duplicate-property", "written twice"),
        ("""{ "customer": {}, "policy": {}, "events": { "renewed": {} } }""", "/events/renewed", "bad-name", "such as \"policy.renewed\""),
        ("""{ "customer": {}, "policy": {}, "events": { "a.b": { "attributs": {} } } }""", "/events/a.b/attributs", "unknown-property",
            "did you mean \"attributes\""),
        ("""{ "customer": {}, "policy": {}, "events": { "a.b": { "attributes": { "c": "money" } } } }""", "/events/a.b/attributes/c",
            "unknown-value", "\"number\""),
        ("""[]""", "", "wrong-type", "a catalog"),
    ];
}
