using Campaigns.Api.Tests.Hosting;

namespace Campaigns.Api.Tests;

/// <summary>Bad input at every route: the status, the place, and that nothing was written.</summary>
public sealed class BadRequestTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Event = """{"specversion":"1.0","id":"1","source":"/s","type":"policy.issued","subject":"anna","data":""";

    /// <summary>One byte more than a document may have.</summary>
    private static readonly string TooLong = "{}" + new string(' ', (400 * 1024) - 1);

    /// <summary>An object of so many attributes with texts of this length.</summary>
    private static string Many(int count, int length = 1) =>
        $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"a{i}\":\"{new string('x', length)}\""))}}}";

    /// <summary>method, path, content type, body, status, pointer (or parameter) of the first error, code.</summary>
    public static TheoryData<string, string, string, string?, int, string?, string?> Requests => new()
    {
        // releases
        { "GET", "releases?take=0", "", null, 400, "take", "bad-query" },
        { "POST", "releases", "application/json", "{", 400, "", "not-json" },
        { "POST", "releases", "application/json", "{}", 400, "/files", "missing" },
        { "POST", "releases", "application/json", """{"files":[]}""", 400, "/files", "bad-release" },
        { "POST", "releases", "application/json", """{"files":[{"path":"../x","hash":"no"}]}""", 400, "/files/0/path", "bad-path" },
        { "POST", "releases", "application/json", """{"files":[{"path":"journeys/a.json","hash":"no"}]}""", 400, "/files/0/hash", "bad-hash" },
        { "POST", "releases", "application/json",
            """{"files":[{"path":"journeys/a.json","hash":"0000000000000000000000000000000000000000000000000000000000000000"}]}""", 400,
            "/files/0/hash", "missing-file" },
        { "POST", "releases", "application/json", """{"files":[],"message":7}""", 400, "/message", "wrong-type" },
        { "POST", "releases", "text/plain", "x", 415, null, null },
        { "POST", "releases/missing", "application/json", "{}", 400, "/files", "missing" },
        { "POST", "releases/missing", "text/plain", "x", 415, null, null },
        { "POST", "releases/plan", "application/json", """{"files":[],"inside":"yes"}""", 400, "/inside", "wrong-type" },
        { "POST", "releases/plan", "text/plain", "x", 415, null, null },
        { "GET", "releases/files/abc", "", null, 400, "hash", "bad-hash" },
        { "GET", "releases/files/0000000000000000000000000000000000000000000000000000000000000000", "", null, 404, "", "unknown-file" },
        { "PUT", "releases/files/abc", "application/octet-stream", "x", 400, "hash", "bad-hash" },
        { "PUT", "releases/files/0000000000000000000000000000000000000000000000000000000000000000", "application/octet-stream", "x", 400,
            "hash", "wrong-hash" },
        { "PUT", "releases/files/0000000000000000000000000000000000000000000000000000000000000000", "application/json", "x", 415, null, null },
        { "GET", "releases/xyz", "", null, 400, "id", "bad-id" },
        { "GET", "releases/000000", "", null, 404, "", "unknown-release" },
        { "POST", "releases/000000/deploy", "application/json", "{}", 404, "", "unknown-release" },
        { "POST", "releases/000000/deploy", "application/json", """{"expect":"?"}""", 400, "/expect", "bad-id" },
        { "POST", "releases/000000/deploy", "application/json", """{"revision":"1"}""", 400, "/revision", "wrong-type" },
        { "POST", "releases/000000/deploy", "text/plain", "x", 415, null, null },

        // events
        { "POST", "events", "application/json", "{ not json", 400, "", "not-json" },
        { "POST", "events", "application/json", "", 400, "", "not-json" },
        { "POST", "events", "application/json", "\"\\ud800\"", 400, "", "not-json" },
        { "POST", "events", "application/json", "7", 400, "", "invalid-cloudevent" },
        { "POST", "events", "application/cloudevents-batch+json", "{}", 400, "", "wrong-type" },
        { "POST", "events", "application/cloudevents+json", "[]", 400, "", "wrong-type" },
        { "POST", "events", "text/plain", "hello", 415, null, null },
        { "POST", "events", "application/json; charset=utf-16", "{}", 415, null, null },
        { "POST", "events", "", "{}", 415, null, null },
        { "POST", "events", "application/json", """{"specversion":"1.0","id":"1","source":"/s","type":"x.y"}""", 400, "/data/customer_id",
            "missing-customer" },
        { "POST", "events", "application/json", """{"specversion":"1.0","id":"1","source":"/s","type":"x.y","subject":"a/b"}""", 400,
            "/subject", "bad-id" },
        { "POST", "events", "application/json", Event + """{"customer_id":7}}""", 400, "/data/customer_id", "wrong-type" },
        { "POST", "events", "application/json", Event + """{"premium":"a lot"}}""", 400, "/data/premium", "wrong-type" },
        { "POST", "events", "application/json", Event + """{"premium":1e300}}""", 400, "/data/premium", "number-too-large" },
        { "POST", "events", "application/json", Event + """{"expires_on":"31/3/2026"}}""", 400, "/data/expires_on", "wrong-type" },
        { "POST", "events", "application/json", Event + """{"auto_renew":"yes"}}""", 400, "/data/auto_renew", "wrong-type" },
        { "POST", "events", "application/json", Event + """{"product_line":"boats"}}""", 400, "/data/product_line", "unknown-value" },
        { "POST", "events", "application/json", Event + """{"status":"activ"}}""", 400, "/data/status", "unknown-value" },
        { "POST", "events", "application/json", Event + """{"policy_id":"p#1"}}""", 400, "/data/policy_id", "bad-id" },
        { "POST", "events", "application/json", Event + "[1,2]}", 400, "/data", "wrong-type" },
        { "POST", "events", "application/json",
            """{"specversion":"1.0","id":"1","source":"/s","type":"x.y","subject":"a","data_base64":"bm8="}""", 400, "/data_base64",
            "wrong-type" },

        { "POST", "events", "application/json", Event + $$$"""{"a":"{{{new string('x', 8193)}}}"}}""", 400, "/data/a", "too-long" },
        { "POST", "events", "application/json", Event + $$$"""{"a":["{{{new string('x', 8193)}}}"]}}""", 400, "/data/a", "too-long" },
        { "POST", "events", "application/json", Event + $$$"""{"a":{"b":"{{{new string('x', 8193)}}}"} }}""", 400, "/data/a", "too-long" },
        { "POST", "events", "application/json", Event + Many(201) + "}", 400, "/data", "too-many-attributes" },
        { "POST", "events", "application/json", Event + Many(9, 8000) + "}", 400, "/data", "too-large" },
        { "POST", "events", "application/json", Event + $$$"""{"{{{new string('n', 65)}}}":1}}""", 400, null, "too-long" },

        // documents
        { "PUT", "journeys/hello", "application/json", TooLong, 400, "", "too-long" },
        { "PUT", "contact-policy", "application/json", TooLong, 400, "", "too-long" },
        { "PUT", "catalog", "application/json", TooLong, 400, "", "too-long" },

        // customers and policies
        { "PUT", "customers/anna", "application/json", $$$"""{"attributes":{"name":"{{{new string('x', 8193)}}}"}}""", 400,
            "/attributes/name", "too-long" },
        { "PUT", "customers/anna", "application/json", """{"attributes":""" + Many(201) + "}", 400, "/attributes", "too-many-attributes" },
        { "PUT", "customers/anna", "application/json", "{", 400, "", "not-json" },
        { "PUT", "customers/anna", "application/json", "[]", 400, "", "wrong-type" },
        { "PUT", "customers/anna", "text/xml", "<a/>", 415, null, null },
        { "PUT", "customers/anna", "application/json", """{"attributes":{"emial":"a@b.example"}}""", 400, "/attributes/emial",
            "unknown-attribute" },
        { "PUT", "customers/anna", "application/json", """{"attributes":{"birth_date":"yesterday"}}""", 400, "/attributes/birth_date",
            "wrong-type" },
        { "PUT", "customers/anna", "application/json", """{"attributes":{"tags":["a",1]}}""", 400, "/attributes/tags", "wrong-type" },
        { "PUT", "customers/anna", "application/json", """{"attributes":{"id":"bert"}}""", 400, "/attributes/id", "wrong-id" },
        { "PUT", "customers/anna", "application/json", """{"attributes":[]}""", 400, "/attributes", "wrong-type" },
        { "PUT", "customers/anna", "application/json", """{"atributes":{}}""", 400, "/atributes", "unknown-property" },
        { "PUT", "customers/anna", "application/json", """{"do_not_disturb":"yes"}""", 400, "/do_not_disturb", "wrong-type" },
        { "PUT", "customers/anna", "application/json", """{"consents":[{"granted":true}]}""", 400, "/consents/0/channel", "missing" },
        { "PUT", "customers/anna", "application/json", """{"consents":[{"channel":"fax","granted":true}]}""", 400, "/consents/0/channel",
            "unknown-channel" },
        { "PUT", "customers/anna", "application/json", """{"consents":[{"channel":"sms"}]}""", 400, "/consents/0/granted", "missing" },
        { "PUT", "customers/anna", "application/json", """{"consents":[{"channel":"sms","granted":true,"at":"2027-01-01T00:00:00Z"}]}""",
            400, "/consents/0/at", "in-the-future" },
        { "PUT", "customers/anna", "application/json", """{"consents":[{"channel":"sms","granted":true,"at":"soon"}]}""", 400,
            "/consents/0/at", "wrong-type" },
        { "PUT", "customers/anna", "application/json", """{"do_not_disturb":{"how":"app"}}""", 400, "/do_not_disturb/on", "missing" },
        { "PUT", "customers/anna", "application/json", """{"do_not_disturb":{"on":true,"at":"2027-01-01T00:00:00Z"}}""", 400,
            "/do_not_disturb/at", "in-the-future" },
        { "PUT", "customers/anna", "application/json", """{"suppressions":[{"channel":"sms"}]}""", 400, "/suppressions/0/suppressed",
            "missing" },
        { "PUT", "customers/anna", "application/json", """{"suppressions":[{"channel":"fax","suppressed":true}]}""", 400,
            "/suppressions/0/channel", "unknown-channel" },
        { "PUT", "customers/anna", "application/json",
            """{"suppressions":[{"channel":"sms","suppressed":true,"until":"2020-01-01T00:00:00Z"}]}""", 400, "/suppressions/0/until",
            "in-the-past" },
        { "PUT", "customers/anna", "application/json", """{"preferences":{"most":2}}""", 400, "/preferences/most", "unknown-property" },
        { "PUT", "customers/anna", "application/json", """{"preferences":{"most_per_month":0}}""", 400, "/preferences/most_per_month",
            "bad-preference" },
        { "PUT", "customers/anna", "application/json", """{"preferences":{"less":"yes"}}""", 400, "/preferences/less", "bad-preference" },
        { "PUT", "customers/anna", "application/json", """{"preferences":{"channel":"emial"}}""", 400, "/preferences/channel",
            "bad-preference" },
        { "PUT", "customers/anna", "application/json", """{"preferences":{"hours":{"from":"18:00"}}}""", 400, "/preferences/hours/to",
            "bad-preference" },
        { "PUT", "customers/anna", "application/json", """{"preferences":{"hours":{"from":"18:00","to":"18:00"}}}""", 400,
            "/preferences/hours/to", "bad-preference" },
        { "POST", "events", "application/json",
            """{"specversion":"1.0","id":"1","source":"/s","type":"customer.preferences","subject":"anna","data":{"hours_from":"6pm","hours_to":"21:00"}}""", 400, "/data/hours_from", "bad-preference" },
        { "PUT", "customers/an%23na", "application/json", "{}", 400, "id", "bad-id" },
        { "PUT", "policies/p1", "application/json", "{}", 400, "/customer_id", "missing" },
        { "PUT", "policies/p1", "application/json", """{"customer_id":7}""", 400, "/customer_id", "wrong-type" },
        { "PUT", "policies/p1", "application/json", """{"customer_id":"a","attributes":{"premum":1}}""", 400, "/attributes/premum",
            "unknown-attribute" },
        { "PUT", "policies/p1", "application/json", """{"customer_id":"a","attributes":{"premium":"1"}}""", 400, "/attributes/premium",
            "wrong-type" },
        { "PUT", "policies/p%3F1", "application/json", """{"customer_id":"a"}""", 400, "id", "bad-id" },
        { "PUT", "policies/p1", "", "{}", 415, null, null },
        { "PUT", "policies/p1", "application/json", "nope", 400, "", "not-json" },
        { "GET", "customers/nobody", "", null, 404, "", "unknown-customer" },
        { "GET", "customers/no%5Cbody", "", null, 400, "id", "bad-id" },
        { "GET", "customers", "", null, 400, "phone", "bad-query" },
        { "GET", "policies/nobodys", "", null, 404, "", "unknown-policy" },
        { "GET", "policies/no%5Cbody", "", null, 400, "id", "bad-id" },
        { "GET", "customers/nobody/timeline", "", null, 404, "", "unknown-customer" },
        { "GET", "journeys/hello/stats?to=-9998-01-01", "", null, 400, "to", "bad-query" },
        { "GET", "journeys/hello/stats?from=-0001-01-01", "", null, 400, "from", "bad-query" },
        { "GET", "journeys/hello/stats?to=0001-01-01", "", null, 404, "", "unknown-journey" },
        { "GET", "journeys/hello/stats?to=9999-12-31", "", null, 404, "", "unknown-journey" },
        { "GET", "customers/nobody/pressure?from=-9998-01-01", "", null, 400, "from", "bad-query" },
        { "PUT", "customers/anna", "application/json",
            """{"suppressions":[{"channel":"sms","suppressed":true,"until":"9999-12-31T23:59:59-18:00"}]}""", 400, "/suppressions/0/until",
            "wrong-type" },
        { "PUT", "customers/anna", "application/json",
            """{"suppressions":[{"channel":"sms","suppressed":true,"until":"-9998-01-01T00:00:00+18:00"}]}""", 400, "/suppressions/0/until",
            "wrong-type" },
        { "PUT", "customers/anna", "application/json", """{"attributes":{"birth_date":"-0044-03-15"}}""", 400, "/attributes/birth_date",
            "wrong-type" },
        { "POST", "events", "application/json",
            """{"specversion":"1.0","id":"1","source":"/s","type":"x.y","subject":"a","time":"9999-12-31T23:59:59-14:00"}""", 400, "/time",
            "invalid-cloudevent" },
        { "GET", "customers/nobody/erasure", "", null, 404, "", "not-erased" },
        { "GET", "customers/no%5Cbody/erasure", "", null, 400, "id", "bad-id" },
        { "GET", "customers/nobody/pressure", "", null, 404, "", "unknown-customer" },
        { "GET", "customers/no%5Cbody/pressure", "", null, 400, "id", "bad-id" },
        { "GET", "customers/nobody/pressure?from=May", "", null, 400, "from", "bad-query" },
        { "GET", "customers/nobody/pressure?to=2026-13-01", "", null, 400, "to", "bad-query" },
        { "GET", "customers/nobody/pressure?from=2026-02-01&to=2026-01-01", "", null, 400, "to", "bad-query" },
        { "GET", "customers/nobody/timeline?take=0", "", null, 400, "take", "bad-query" },
        { "GET", "customers/nobody/timeline?after=-1", "", null, 400, "after", "bad-query" },
        { "GET", "customers/nobody/timeline?journey=NO", "", null, 400, "journey", "bad-id" },

        // journeys
        { "PUT", "journeys/hello", "application/json", "{ oops", 400, "", "not-json" },
        { "PUT", "journeys/hello", "application/json", "{}", 400, "", null },
        { "PUT", "journeys/hello", "application/json", Bodies.OnRequest("other"), 400, "/id", "wrong-id" },
        { "PUT", "journeys/Hello!", "application/json", "{}", 400, "id", "bad-id" },
        { "PUT", "journeys/hello", "text/plain", "{}", 415, null, null },
        { "GET", "journeys/unknown", "", null, 404, "", "unknown-journey" },
        { "GET", "journeys/UN", "", null, 400, "id", "bad-id" },
        { "POST", "journeys/unknown/publish", "", null, 404, "", "unknown-journey" },
        { "POST", "journeys/unknown/pause", "", null, 404, "", "unknown-journey" },
        { "POST", "journeys/unknown/resume", "", null, 404, "", "unknown-journey" },
        { "POST", "journeys/unknown/retire", "", null, 404, "", "unknown-journey" },
        { "POST", "journeys/UN/publish", "", null, 400, "id", "bad-id" },
        { "POST", "journeys/UN/pause", "", null, 400, "id", "bad-id" },
        { "POST", "journeys/UN/resume", "", null, 400, "id", "bad-id" },
        { "POST", "journeys/UN/retire", "", null, 400, "id", "bad-id" },
        { "POST", "journeys/unknown/retire", "application/json", """{"end":true}""", 400, "/end", "unknown-property" },
        { "POST", "journeys/unknown/retire", "application/json", "{", 400, "", "not-json" },
        { "POST", "journeys/unknown/retire", "text/plain", "all", 415, null, null },
        { "POST", "journeys/unknown/publish", "application/json", """{"ramp":5}""", 400, "/ramp", "wrong-type" },
        { "POST", "journeys/unknown/publish", "application/json", """{"ramp":{"steps":[9,5]}}""", 400, "/ramp/steps/1", "not-rising" },
        { "POST", "journeys/unknown/publish", "application/json", """{"share":5}""", 400, "/share", "unknown-property" },
        { "POST", "journeys/unknown/publish", "text/plain", "5", 415, null, null },
        { "POST", "journeys/unknown/ramp", "application/json", """{"share":5}""", 404, "", "unknown-journey" },
        { "POST", "journeys/UN/ramp", "application/json", """{"share":5}""", 400, "id", "bad-id" },
        { "POST", "journeys/unknown/ramp", "application/json", "{}", 400, "/share", "missing" },
        { "POST", "journeys/unknown/ramp", "application/json", """{"share":101}""", 400, "/share", "out-of-range" },
        { "POST", "journeys/unknown/ramp", "application/json", """{"share":"5%"}""", 400, "/share", "wrong-type" },
        { "POST", "journeys/unknown/ramp", "application/json", """{"share":5,"because":""}""", 400, "/because", "bad-text" },
        { "POST", "journeys/unknown/ramp", "application/json", """{"share":5,"step":1}""", 400, "/step", "unknown-property" },
        { "POST", "journeys/unknown/ramp", "text/plain", "5", 415, null, null },
        { "POST", "journeys/unknown/migrate", "application/json", "{}", 404, "", "unknown-journey" },
        { "POST", "journeys/UN/migrate", "application/json", "{}", 400, "id", "bad-id" },
        { "POST", "journeys/unknown/migrate", "application/json", """{"to":0}""", 400, "/to", "out-of-range" },
        { "POST", "journeys/unknown/migrate", "application/json", """{"from":"one"}""", 400, "/from", "wrong-type" },
        { "POST", "journeys/unknown/migrate", "application/json", """{"waits":"long"}""", 400, "/waits", "unknown-value" },
        { "POST", "journeys/unknown/migrate", "application/json", """{"arms":"new"}""", 400, "/arms", "unknown-value" },
        { "POST", "journeys/unknown/migrate", "application/json", """{"map":["a"]}""", 400, "/map", "wrong-type" },
        { "POST", "journeys/unknown/migrate", "application/json", """{"map":{"a":1}}""", 400, "/map/a", "wrong-type" },
        { "POST", "journeys/unknown/migrate", "application/json", """{"dry":true}""", 400, "/dry", "unknown-property" },
        { "POST", "journeys/unknown/migrate", "text/plain", "x", 415, null, null },
        { "POST", "journeys/unknown/enrollments", "application/json", """{"customer_id":"anna"}""", 404, "", "unknown-journey" },
        { "POST", "journeys/unknown/enrollments", "application/json", "{}", 400, "/customer_id", "missing" },
        { "POST", "journeys/unknown/enrollments", "application/json", """{"customer_id":"a","data":7}""", 400, "/data", "wrong-type" },
        { "POST", "journeys/unknown/enrollments", "application/json", """{"customer_id":"a","data":{"premium":"x"}}""", 400,
            "/data/premium", "wrong-type" },
        { "POST", "journeys/unknown/enrollments", "application/json", """{"customer_id":"a","policy_id":"?"}""", 400, "/policy_id",
            "bad-id" },
        { "POST", "journeys/unknown/enrollments", "text/plain", "x", 415, null, null },
        { "POST", "journeys/UN/enrollments", "application/json", "{}", 400, "id", "bad-id" },
        { "POST", "journeys/validate", "text/plain", "x", 415, null, null },
        { "GET", "journeys/unknown/stats", "", null, 404, "", "unknown-journey" },
        { "GET", "journeys/UN/stats", "", null, 400, "id", "bad-id" },
        { "GET", "journeys/unknown/stats?from=today", "", null, 400, "from", "bad-query" },
        { "GET", "journeys/unknown/stats?to=2026-02-30", "", null, 400, "to", "bad-query" },
        { "GET", "journeys/unknown/stats?from=2026-03-03&to=2026-03-02", "", null, 400, "from", "bad-query" },

        // rules
        { "PUT", "contact-policy", "application/json", "{", 400, "", "not-json" },
        { "PUT", "contact-policy", "application/json", """{"timeZone":"Asia/Taipeh"}""", 400, "/timeZone", null },
        { "PUT", "contact-policy", "text/plain", "{}", 415, null, null },
        { "PUT", "catalog", "application/json", """{"customer":{"x":"txt"},"policy":{}}""", 400, "/customer/x", null },
        { "PUT", "catalog", "application/json", "[", 400, "", "not-json" },
        { "PUT", "catalog", "text/plain", "{}", 415, null, null },

        // hold
        { "PUT", "hold", "application/json", "{", 400, "", "not-json" },
        { "PUT", "hold", "text/plain", "{}", 415, null, null },
        { "PUT", "hold", "application/json", """{"because":" "}""", 400, "/because", "bad-text" },
        { "PUT", "hold", "application/json", """{"because":"a\nb"}""", 400, "/because", "bad-text" },
        { "PUT", "hold", "application/json", """{"channel":"fax"}""", 400, "/channel", "unknown-value" },
        { "PUT", "hold", "application/json", """{"until":"tomorrow"}""", 400, "/until", "unknown-property" },
        { "DELETE", "hold?channel=fax", "", null, 400, "channel", "bad-query" },

        // messages
        { "GET", "messages", "", null, 400, "state", "bad-query" },
        { "GET", "messages?state=sent", "", null, 400, "state", "bad-query" },
        { "GET", "messages?state=unknown&take=101", "", null, 400, "take", "bad-query" },
        { "GET", "messages?state=unknown&after=A", "", null, 400, "after", "bad-id" },
        { "POST", "messages/Not!/settle", "application/json", "{}", 400, "id", "bad-id" },
        { "POST", "messages/m1/settle", "application/json", "{", 400, "", "not-json" },
        { "POST", "messages/m1/settle", "application/json", "{}", 400, "/outcome", "missing" },
        { "POST", "messages/m1/settle", "application/json", """{"outcome":"lost","because":"x"}""", 400, "/outcome", "unknown-value" },
        { "POST", "messages/m1/settle", "application/json", """{"outcome":"sent","because":" "}""", 400, "/because", "bad-text" },
        { "POST", "messages/m1/settle", "application/json", $$"""{"outcome":"sent","because":"{{new string('x', 257)}}"}""", 400, "/because",
            "bad-text" },
        { "POST", "messages/m1/settle", "application/json", """{"outcome":"sent","because":"a\nb"}""", 400, "/because", "bad-text" },
        { "POST", "messages/m1/settle", "application/json", """{"outcome":"sent","because":"x","again":true}""", 400, "/again",
            "wrong-combination" },
        { "POST", "messages/m1/settle", "application/json", """{"outcome":"sent","because":"x","by":"me"}""", 400, "/by", "unknown-property" },
        { "POST", "messages/m1/settle", "application/json", """{"outcome":"sent","because":"x"}""", 404, "", "not-unknown" },
        { "POST", "messages/m1/settle", "text/plain", "x", 415, null, null },
        { "POST", "messages", "application/json", "{}", 405, null, null },
        { "GET", "messages/m1/settle", "", null, 405, null, null },
        { "POST", "status", "application/json", "{}", 405, null, null },
        { "POST", "hold", "application/json", "{}", 405, null, null },

        // unsubscribe, and what is not there
        { "POST", "unsubscribe/nonsense", "", null, 404, "", "bad-token" },
        { "GET", "nothing/here", "", null, 404, "", "unknown-route" },
        { "DELETE", "events", "", null, 405, null, null },
        { "GET", "events", "", null, 405, null, null },
        { "DELETE", "customers/anna", "", null, 405, null, null },
        { "POST", "customers/anna/timeline", "application/json", "{}", 405, null, null },
        { "POST", "customers/anna/pressure", "application/json", "{}", 405, null, null },
        { "DELETE", "policies/p1", "", null, 405, null, null },
        { "POST", "customers", "application/json", "{}", 405, null, null },
        { "POST", "journeys", "application/json", "{}", 405, null, null },
        { "DELETE", "journeys/hello", "", null, 405, null, null },
        { "GET", "journeys/hello/publish", "", null, 405, null, null },
        { "PUT", "journeys/hello/pause", "application/json", "{}", 405, null, null },
        { "GET", "journeys/hello/resume", "", null, 405, null, null },
        { "GET", "journeys/hello/retire", "", null, 405, null, null },
        { "GET", "journeys/hello/ramp", "", null, 405, null, null },
        { "GET", "journeys/hello/migrate", "", null, 405, null, null },
        { "GET", "journeys/hello/enrollments", "", null, 405, null, null },
        { "POST", "journeys/hello/stats", "application/json", "{}", 405, null, null },
        { "POST", "contact-policy", "application/json", "{}", 405, null, null },
        { "POST", "catalog", "application/json", "{}", 405, null, null },
        { "POST", "health", "application/json", "{}", 405, null, null },
        { "PUT", "unsubscribe/x", "application/json", "{}", 405, null, null },
        { "POST", "openapi.json", "application/json", "{}", 405, null, null },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task AnyRoute_BadInput_IsRefusedWithPointer_AndWritesNothing(
        string method, string path, string type, string? body, int status, string? place, string? code)
    {
        var before = await host.ContentAsync();
        var answer = await host.SendAsync(new HttpMethod(method), $"/api/{path}", body, type);
        Assert.True(answer.Status == status, $"{answer.Status} {answer.Text}");
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Equal(status, answer.Json.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrWhiteSpace(answer.Json.GetProperty("title").GetString()));
        Assert.DoesNotContain("   at ", answer.Text, StringComparison.Ordinal);
        if (place is not null)
        {
            var first = answer.Json.GetProperty("errors")[0];
            Assert.Equal(place, place.StartsWith('/') || place.Length == 0 ? first.GetProperty("pointer").GetString()
                : first.GetProperty("parameter").GetString());
        }

        if (code is not null)
            Assert.Contains(code, answer.Codes);
        if (status == 405)
            Assert.NotEmpty(answer.ContentHeaders.Allow);
        Assert.Equal(before, await host.ContentAsync());
    }

    public static TheoryData<string, string> Bodied => new()
    {
        { "POST", "events" }, { "PUT", "customers/anna" }, { "PUT", "policies/p1" }, { "PUT", "journeys/hello" },
        { "POST", "journeys/validate" },
        { "POST", "journeys/hello/enrollments" }, { "POST", "journeys/hello/retire" }, { "POST", "journeys/hello/publish" },
        { "POST", "journeys/hello/ramp" }, { "POST", "journeys/hello/migrate" }, { "PUT", "contact-policy" }, { "PUT", "catalog" },
        { "POST", "messages/m1/settle" }, { "PUT", "hold" },
        { "POST", "releases" }, { "POST", "releases/missing" }, { "POST", "releases/plan" }, { "POST", "releases/000000/deploy" },
    };

    [Theory]
    [MemberData(nameof(Bodied))]
    public async Task AnyRoute_BodyOverLimit_Is413_WithOrWithoutContentLength(string method, string path)
    {
        var before = await host.ContentAsync();
        var body = Bodies.Large(1024 * 1024);
        foreach (var chunked in (bool[])[false, true])
        {
            using var request =
                new HttpRequestMessage(new HttpMethod(method),
                    $"/api/{path}")
                { Content = new StringContent(body, null, "application/json") };
            request.Headers.TransferEncodingChunked = chunked;
            var answer = await host.SendAsync(request);
            Assert.Equal(413, answer.Status);
            Assert.Equal("application/problem+json", answer.ContentType);
        }

        Assert.Equal(before, await host.ContentAsync());
    }

    [Fact]
    public async Task AnyRoute_SeveralErrors_AreReportedTogether()
    {
        var answer = await host.PutAsync("/api/customers/anna",
            """{"attributes":{"emial":"x","churn_risk":"low"},"consents":[{"channel":"fax"}]}""");
        Assert.Equal(["/attributes/emial", "/attributes/churn_risk", "/consents/0/granted", "/consents/0/channel"], answer.Pointers);
        Assert.Contains("did you mean \\\"email\\\"?", answer.Text, StringComparison.Ordinal);
    }
}
