using System.Text.Json;
using Campaigns.Api.Tests.Hosting;
using Campaigns.Model;
using Campaigns.Model.Timeline;

namespace Campaigns.Api.Tests.Events;

public sealed class EventIntakeTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Event_SentAgain_IsADuplicate()
    {
        var body = Bodies.Event("once", "policy.issued",
            new { customer_id = "once", policy_id = "p1", premium = 12000.50m, expires_on = "2027-03-01" });
        Assert.Equal("accepted", Results(await host.PostAsync("/api/events", body)).Single());
        Assert.Equal("duplicate", Results(await host.PostAsync("/api/events", body)).Single());

        var policy = (await host.Customers.LoadAsync(new("once"), Cancel)).Policies[new("p1")];
        Assert.Equal(12000.50m, policy["premium"]);
        Assert.Equal("active", policy["status"]);
    }

    [Fact]
    public async Task Event_SentConcurrently_CountsOnce()
    {
        await host.PublishAsync("at-once", Bodies.OnEvent("at-once", "gift.requested"));
        var body = Bodies.Event("storm", "gift.requested", new { customer_id = "storm", gift_id = "g1" });
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => host.PostAsync("/api/events", body)));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Single(answers.SelectMany(Results), result => result == "accepted");

        var timelineEvents = new List<TimelineEvent>();
        await foreach (var timelineEvent in host.Customers.ReadTimelineAsync(new("storm"), Cancel))
            timelineEvents.Add(timelineEvent);
        Assert.Single(timelineEvents, timelineEvent => timelineEvent.Kind == TimelineEventKind.Entered);
    }

    [Fact]
    public async Task Event_SameIdOtherSource_IsAccepted()
    {
        foreach (var source in (string[])["/a", "/b"])
            Assert.Equal("accepted",
                Results(await host.PostAsync("/api/events", Bodies.Event("same", "app.opened", new { customer_id = "sources" }, source)))
                .Single());
    }

    [Fact]
    public async Task Batch_ManyEventsOfOneCustomerSomeKnown_EachIsAnsweredForItself()
    {
        string Of(int i) => Bodies.Event($"many-{i}", "app.opened", new { customer_id = i == 40 ? "another" : "many" });
        foreach (var known in (int[])[3, 40, 90])
            Assert.Equal(["accepted"], Results(await host.PostAsync("/api/events", Of(known))));

        var answer = await host.PostAsync("/api/events", $"[{string.Join(',', Enumerable.Range(0, 100).Select(Of))}]");

        Assert.Equal(200, answer.Status);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => i is 3 or 40 or 90 ? "duplicate" : "accepted"), Results(answer));
    }

    [Fact]
    public async Task Batch_GoodAndBadEvents_AreAnsweredInOrder()
    {
        var batch = $"""
            [ {Bodies.Event("b1", "app.opened", new { customer_id = "batch" })},
              {Bodies.Event("b2", "app.opened", new { })},
              7,
              {Bodies.Event("b4", "policy.issued", new { customer_id = "batch", policy_id = "p", premium = "much" })},
              {Bodies.Event("b1", "app.opened", new { customer_id = "batch" })},
              {Bodies.Event("b6", "app.opened", new { customer_id = "batch-2" })} ]
            """;
        var answer = await host.PostAsync("/api/events", batch);
        Assert.Equal(207, answer.Status);
        Assert.Equal(["accepted", "rejected", "rejected", "rejected", "duplicate", "accepted"], Results(answer));
        var fourth = answer.Json[3];
        Assert.Equal("b4", fourth.GetProperty("id").GetString());
        var error = fourth.GetProperty("problem").GetProperty("errors")[0];
        Assert.Equal("/3/data/premium", error.GetProperty("pointer").GetString());
        Assert.Equal("expected a number, found the text \"much\"", error.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Batch_EventsOfOneCustomer_KeepTheirOrder()
    {
        var events = Enumerable.Range(1, 60)
            .Select(i => Bodies.Event($"order-{i}", "customer.updated", new { customer_id = $"order-{i % 3}", contact_limit = i }));
        Assert.Equal(200, (await host.PostAsync("/api/events", $"[{string.Join(',', events)}]")).Status);
        foreach (var (customer, last) in ((string, decimal)[])[("order-0", 60), ("order-1", 58), ("order-2", 59)])
            Assert.Equal(last, (await host.Customers.LoadAsync(new(customer), Cancel)).Profile.Attributes["contact_limit"]);
    }

    [Fact]
    public async Task Batch_OverTheLimit_Is413()
    {
        string Batch(int count) => $"[{string.Join(',', Enumerable.Range(0, count).Select(i =>
            $$"""{"specversion":"1.0","id":"k{{i}}","source":"/s","type":"app.opened","subject":"many-{{i % 50}}"}"""))}]";
        var before = await host.ContentAsync();
        var refused = await host.PostAsync("/api/events", Batch(1001));
        Assert.Equal(413, refused.Status);
        Assert.Equal(["too-many-events"], refused.Codes);
        Assert.Equal(before, await host.ContentAsync());

        var taken = await host.PostAsync("/api/events", Batch(1000));
        Assert.Equal(200, taken.Status);
        Assert.Equal(1000, taken.Json.GetArrayLength());
    }

    [Fact]
    public async Task Event_WithoutCustomerIdAndTime_UsesSubjectAndNow()
    {
        const string body =
            """{"specversion":"1.0","id":"s1","source":"/s","type":"customer.refused","subject":"by-subject","data":{"channel":"sms"}}""";
        Assert.Equal(200, (await host.PostAsync("/api/events", body)).Status);
        var consent = Assert.Single((await host.Customers.LoadAsync(new("by-subject"), Cancel)).Profile.Consents);
        Assert.Equal(host.Runner.Now, consent.At);
        Assert.Equal(new Consented(Channel.Sms, false), new(consent.Channel, consent.Granted));
    }

    [Fact]
    public async Task Event_DataInBase64_IsRead()
    {
        const string body =
            """{"specversion":"1.0","id":"64","source":"/s","type":"app.opened","data_base64":"eyJjdXN0b21lcl9pZCI6ImJhc2UifQ=="}""";
        Assert.Equal("accepted", Results(await host.PostAsync("/api/events", body)).Single());
        Assert.True((await host.Customers.LoadAsync(new("base"), Cancel)).Exists);
    }

    [Theory]
    [InlineData("policy.issued", "product_lin",
        "the catalog has no attribute \"product_lin\" (did you mean \"product_line\"?) of \"policy.issued\"; no journey can name it")]
    [InlineData("app.opened", "zzz", "the catalog has no attribute \"zzz\" of \"app.opened\"; no journey can name it")]
    [InlineData("policy.issued", "expires_on", null)] // the event's own
    [InlineData("policy.issued", "agent_name", null)] // the policy's
    [InlineData("app.opened", "policy_id", null)] // what it is about
    public async Task Event_WithAnAttributeNobodyDeclared_IsAcceptedWithANotice(string type, string attribute, string? notice)
    {
        var value = attribute == "expires_on" ? "2027-03-01" : "x";
        var data = new Dictionary<string, object> { ["customer_id"] = "undeclared", [attribute] = value };
        var answer = await host.PostAsync("/api/events", Bodies.Event($"undeclared-{attribute}", type, data));
        Assert.Equal("accepted", Results(answer).Single());
        Assert.Equal(notice, answer.Json[0].TryGetProperty("notice", out var said) ? said.GetString() : null);
    }

    [Fact]
    public async Task Event_OfUndeclaredType_IsAcceptedWithNotice()
    {
        var answer = await host.PostAsync("/api/events", Bodies.Event("typo", "policy.renewd", new { customer_id = "typo" }));
        Assert.Equal("accepted", Results(answer).Single());
        Assert.Contains("did you mean \\\"policy.renewed\\\"", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BinaryMode_PercentEncodedHeaders_AreDecoded()
    {
        var answer = await host.SendAsync(HttpMethod.Post, "/api/events", "", "",
            ("ce-specversion", "1.0"), ("ce-id", "%E4%BF%9D"), ("ce-source", "/s"), ("ce-type", "app.opened"), ("ce-subject", "%E7%8E%8B"));
        Assert.Equal(200, answer.Status);
        Assert.Equal("保", answer.Json[0].GetProperty("id").GetString());
        Assert.True((await host.Customers.LoadAsync(new("王"), Cancel)).Exists);
    }

    [Theory]
    [InlineData("ce-id", "\"a-1\"", "a-1")]
    [InlineData("ce-id", "\"with \\\"quotes\\\" and \\\\\"", "with \"quotes\" and \\")]
    [InlineData("ce-id", "a%22b%25", "a\"b%")]
    [InlineData("ce-id", "\"%e4%bf%9d\"", "保")] // unquoted first, then decoded once
    [InlineData("ce-id", "100%2525", "100%25")]
    [InlineData("ce-source", "\"/quoted\"", "/quoted")]
    [InlineData("ce-subject", "\"quentin\"", "quentin")]
    [InlineData("ce-time", "\"2026-03-01T09:00:00+08:00\"", "2026-03-01T01:00:00Z")]
    [InlineData("ce-time", "2026-03-01t01:00:00z", "2026-03-01T01:00:00Z")]
    [InlineData("ce-id", "%zz", null)]
    [InlineData("ce-id", "50%", null)]
    [InlineData("ce-id", "%E4%BF", null)] // half of a character
    [InlineData("ce-id", "\"open", null)]
    [InlineData("ce-id", "\"\"", null)]
    [InlineData("ce-partner", "%4", null)]
    [InlineData("ce-partner", "", "")] // an extension may be empty
    [InlineData("ce-partner", "\"\"", "")]
    public async Task BinaryMode_HeaderValue_IsReadAsTheBindingSays(string header, string value, string? expected)
    {
        var headers = new Dictionary<string, string>
        {
            ["ce-specversion"] = "1.0",
            ["ce-id"] = Guid.NewGuid().ToString("N"),
            ["ce-source"] = "/s",
            ["ce-type"] = "customer.consented",
            ["ce-subject"] = "quote-" + Guid.NewGuid().ToString("N"),
            [header] = value,
        };

        var answer = await host.SendAsync(HttpMethod.Post, "/api/events", "", "", [.. headers.Select(h => (h.Key, h.Value))]);

        if (expected is null)
        {
            Assert.Equal(400, answer.Status);
            Assert.Equal(["invalid-cloudevent"], answer.Codes);
            return;
        }

        Assert.True(answer.Status == 200, answer.Text);
        if (header is "ce-id" or "ce-source")
            Assert.Equal(expected, answer.Json[0].GetProperty(header[3..]).GetString());
        else if (header == "ce-subject")
            Assert.True((await host.Customers.LoadAsync(new(expected), Cancel)).Exists);
        else if (header == "ce-time")
            Assert.Equal(expected, (await host.Customers.LoadAsync(new(headers["ce-subject"]), Cancel)).Profile.Consents[0].At.ToString());
    }

    [Theory]
    [InlineData("application/json", false)]
    [InlineData("application/cloudevents+json", false)]
    [InlineData("application/cloudevents-batch+json", true)]
    public async Task Event_AfterAByteOrderMark_IsRead(string type, bool batch)
    {
        var one = $$"""
            { "specversion": "1.0", "id": "{{type}}", "source": "/bom", "type": "app.opened", "subject": "bom",
              "time": "2026-03-31t09:00:00z", "partner": "" }
            """;

        var answer = await host.PostAsync("/api/events", "\uFEFF" + (batch ? $"[{one}]" : one), type);

        Assert.Equal(["accepted"], Results(answer));
    }

    [Fact]
    public async Task Event_DataInBase64AfterAByteOrderMark_IsRead()
    {
        var data = Convert.ToBase64String([0xEF, 0xBB, 0xBF, .. "{\"customer_id\":\"bom\"}"u8]);

        var answer = await host.PostAsync("/api/events",
            $$"""{"specversion":"1.0","id":"b64","source":"/bom","type":"app.opened","data_base64":"{{data}}"}""");

        Assert.Equal(["accepted"], Results(answer));
    }

    private static IEnumerable<string> Results(ApiResponse answer) =>
        answer.Json.ValueKind == JsonValueKind.Array ? answer.Json.EnumerateArray().Select(item => item.GetProperty("result").GetString()!)
        : [answer.Text];

    private readonly record struct Consented(Channel Channel, bool Granted);
}
