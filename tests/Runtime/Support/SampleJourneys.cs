namespace Campaigns.Runtime.Tests.Support;

/// <summary>Small journeys.</summary>
internal static class SampleJourneys
{
    /// <summary>Sends one text to whoever opens the app, once for each screen.</summary>
    public const string Hello = """
        { "id": "hello", "name": "Hello", "category": "renewal", "entry": { "on": "app.opened", "key": ["event.screen"] },
          "steps": [ { "id": "s", "send": { "channels": ["sms"], "template": "winback/last" } } ] }
        """;

    /// <summary>Steps after an opened app, left by a renewal.</summary>
    public static string Of(string id, string steps, string more = "", string entry = """{ "on": "app.opened" }""") => $$"""
        { "id": "{{id}}", "name": "Test", "category": "renewal", {{more}} "entry": {{entry}},
          "exit": [ { "on": "policy.renewed", "outcome": "renewed" } ], "steps": [ {{steps}} ] }
        """;

    public static string Send(string id, string channels = "\"sms\"", string more = "") =>
        $$"""{ "id": "{{id}}", "send": { "channels": [{{channels}}], "template": "winback/{{(channels.Contains("email", StringComparison.Ordinal) ? "policy-health-check" : channels.Contains("push", StringComparison.Ordinal) ? "offer" : "last")}}"{{more}} } }""";
}
