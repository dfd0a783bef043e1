using Campaigns.Api.Tests.Hosting;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Senders.AzureCommunication;

namespace Campaigns.Api.Tests.Events;

/// <summary>Reports of Azure Communication Services, shaped as Event Grid's documentation shows them.</summary>
public sealed class AcsReportTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Prefix = "Microsoft.Communication.";
    private static int _numbers;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A customer who was written to at a number and a mailbox of their own.</summary>
    private sealed record Person(string Id, string Number, MessageId Message)
    {
        public string Operation => AcsIds.GuidOf(Message).ToString();
    }

    private async Task<Person> NewCustomerAsync(string? number = null, string? id = null)
    {
        var n = Interlocked.Increment(ref _numbers);
        var person = new Person(id ?? $"acs-{n}", number ?? $"+1202555{n:D4}", new($"message-{n}"));
        await host.PutAsync($"/api/customers/{person.Id}",
            $$"""{ "attributes": { "phone": "{{person.Number}}", "email": "{{person.Id}}@example.com" } }""");
        await host.Customers.Reports.AddAsync(AcsIds.SmsKey(person.Number), new(new(person.Id), person.Message), Cancel);
        await host.Customers.Reports.AddAsync(AcsIds.EmailKey(person.Operation), new(new(person.Id), person.Message), Cancel);
        return person;
    }

    private async Task<ApiResponse> ReportAsync(string type, object data, string? id = null) => await host.SendAsync(
        HttpMethod.Post, "/api/events", $"[{Bodies.EventGrid(id ?? Guid.NewGuid().ToString(), Prefix + type, data)}]", "application/json",
        ("aeg-event-type", "Notification"));

    private static string Result(ApiResponse answer) => answer.Json[0].GetProperty("result").GetString()!;

    private async Task<List<TimelineEvent>> TimelineAsync(Person person)
    {
        var timelineEvents = new List<TimelineEvent>();
        await foreach (var timelineEvent in host.Customers.ReadTimelineAsync(new(person.Id), Cancel))
            timelineEvents.Add(timelineEvent);
        return timelineEvents;
    }

    private async Task<CustomerProfile> ProfileAsync(Person person) => (await host.Customers.LoadAsync(new(person.Id), Cancel)).Profile;

    [Theory]
    [InlineData("Delivered", "No error.", TimelineEventKind.Delivered, null, false)]
    [InlineData("Failed", "4006 The Destination/To number isn't reachable", TimelineEventKind.Failed, "acs-4006", false)]
    [InlineData("Failed", "4004 Message failed to deliver since Destination/To number doesn't exist", TimelineEventKind.Failed, "acs-4004",
        false)]
    [InlineData("Failed", "Message failed to deliver since Destination/To number doesn't exist", TimelineEventKind.Failed, "sms-failed",
        false)]
    [InlineData("Failed", "4007 The Destination/To number has opted out of receiving messages from you", TimelineEventKind.Failed,
        "acs-4007", true)]
    [InlineData("Failed", "Sender blocked for given recipient.", TimelineEventKind.Failed, "blocked", true)]
    [InlineData("Failed", null, TimelineEventKind.Failed, "sms-failed", false)]
    [InlineData("InProgress", null, null, null, false)]
    public async Task SmsReport_EachStatus_BecomesItsEvent(string status, string? details, string? kind, string? reason, bool refused)
    {
        var person = await NewCustomerAsync();
        var answer = await ReportAsync("SMSDeliveryReportReceived", new
        {
            messageId = "Outgoing_2026",
            from = "+15550100",
            to = person.Number,
            deliveryStatus = status,
            deliveryStatusDetails = details,
            deliveryAttempts = new[] { new { timestamp = "2026-03-02T03:00:00Z", segmentsSucceeded = 1, segmentsFailed = 0 } },
            receivedTimestamp = "2026-03-02T03:00:00Z",
            tag = person.Message.Value,
        });

        Assert.Equal(kind is null ? "ignored" : "accepted", Result(answer));
        var timelineEvents = await TimelineAsync(person);
        var timelineEvent = timelineEvents.SingleOrDefault(timelineEvent => timelineEvent.Kind != TimelineEventKind.Consent);
        Assert.Equal((kind, reason, kind is null ? null : (MessageId?)person.Message),
            (timelineEvent?.Kind, timelineEvent?.Reason, timelineEvent?.Message));
        Assert.Equal(refused, timelineEvents.Any(timelineEvent => timelineEvent.Kind == TimelineEventKind.Consent));
        var profile = await ProfileAsync(person);
        Assert.Equal(refused,
            profile.Consents.Any(consent => consent is { Granted: false, How: "carrier-opt-out" } && consent.Channel == Channel.Sms));
    }

    /// <summary>The samples of the service's documentation, in the case it writes them, and others.</summary>
    [Theory]
    [InlineData("SMSDeliveryReportReceived", "\"To\": \"NUMBER\", \"DeliveryStatus\": \"Delivered\", \"Tag\": \"MESSAGE\"", "delivered")]
    [InlineData("SMSDeliveryReportReceived", "\"to\": \"NUMBER\", \"deliveryStatus\": \"delivered\", \"tag\": \"MESSAGE\"", "delivered")]
    [InlineData("SMSDeliveryReportReceived", "\"To\": \"DIGITS\", \"DeliveryStatus\": \"Failed\", \"DeliveryStatusDetails\": \"4004\", \"Tag\": \"MESSAGE\"", "failed")]
    [InlineData("smsDeliveryReportReceived", "\"To\": \"NUMBER\", \"DeliveryStatus\": \"Delivered\", \"Tag\": \"MESSAGE\"", "delivered")]
    [InlineData("SMSReceived", "\"MessageId\": \"Incoming_1\", \"From\": \"DIGITS\", \"To\": \"15550100\", \"Message\": \"STOP\"", "consent")]
    [InlineData("SMSReceived", "\"from\": \"+DIGITS\", \"to\": \"15550100\", \"message\": \"STOP\"", "consent")]
    [InlineData("SMSReceived", "\"from\": \"+1 (SPACED)\", \"to\": \"15550100\", \"message\": \"STOP\"", "consent")]
    [InlineData("EmailDeliveryReportReceived", "\"MessageId\": \"OPERATION\", \"Status\": \"Delivered\"", "delivered")]
    [InlineData("EmailEngagementTrackingReportReceived", "\"MessageId\": \"OPERATION\", \"EngagementType\": \"View\"", "opened")]
    [InlineData("EmailEngagementTrackingReportReceived", "\"messageId\": \"OPERATION\", \"Engagement\": \"click\"", "clicked")]
    public async Task Report_InAnyCaseAndWithAnyWritingOfTheNumber_IsTheCustomers(string type, string data, string kind)
    {
        foreach (var name in (string[])["eventType", "EventType"])
        {
            var person = await NewCustomerAsync();
            var digits = person.Number[1..];
            var filled = data.Replace("NUMBER", person.Number, StringComparison.Ordinal).Replace("DIGITS", digits, StringComparison.Ordinal)
                .Replace("SPACED", $"{digits[1..4]}) {digits[4..7]}-{digits[7..]}", StringComparison.Ordinal)
                .Replace("MESSAGE", person.Message.Value, StringComparison.Ordinal)
                .Replace("OPERATION", person.Operation, StringComparison.Ordinal);
            var answer = await host.PostAsync("/api/events", $$"""
                [{ "id": "{{Guid.NewGuid()}}", "topic": "/t", "subject": "s", "{{name}}": "{{Prefix}}{{type}}",
                   "eventTime": "2026-03-02T03:00:00Z", "data": { {{filled}} }, "dataVersion": "1.0" }]
                """);

            Assert.Equal("accepted", Result(answer));
            Assert.Equal(kind, Assert.Single(await TimelineAsync(person)).Kind);
        }
    }

    [Fact]
    public async Task Report_AboutANumberThatAnEarlierVersionNoted_IsFound()
    {
        var person = await NewCustomerAsync();
        await host.Customers.Reports.AddAsync("sms:0912 345 678", new(new(person.Id), person.Message), Cancel);

        var answer = await ReportAsync("SMSReceived", new { from = "0912 345 678", to = "+15550100", message = "STOP" });

        Assert.Equal("accepted", Result(answer));
        Assert.Single((await ProfileAsync(person)).Consents, consent => consent is { Granted: false, How: "sms-reply" });
    }

    [Theory]
    [InlineData("Delivered", TimelineEventKind.Delivered, null)]
    [InlineData("Expanded", TimelineEventKind.Delivered, null)]
    [InlineData("Bounced", TimelineEventKind.Failed, "bounced")]
    [InlineData("Suppressed", TimelineEventKind.Failed, "suppressed")]
    [InlineData("Failed", TimelineEventKind.Failed, "email-failed")]
    [InlineData("FilteredSpam", TimelineEventKind.Failed, "filtered-spam")]
    [InlineData("Quarantined", TimelineEventKind.Failed, "quarantined")]
    [InlineData("OutForDelivery", null, null)]
    public async Task EmailReport_EachStatus_BecomesItsEvent(string status, string? kind, string? reason)
    {
        var person = await NewCustomerAsync();
        var answer = await ReportAsync("EmailDeliveryReportReceived", new
        {
            sender = "service@insurer.example",
            recipient = "somebody@example.com",
            messageId = person.Operation.ToUpperInvariant(),
            status,
            deliveryStatusDetails = new { statusMessage = "550 no somebody@example.com" },
            deliveryAttemptTimeStamp = "2026-03-02T03:00:00Z",
        });

        Assert.Equal(kind is null ? "ignored" : "accepted", Result(answer));
        var timelineEvent = (await TimelineAsync(person)).SingleOrDefault();
        Assert.Equal((kind, reason), (timelineEvent?.Kind, timelineEvent?.Reason));
    }

    [Theory]
    [InlineData("engagementType", "view", TimelineEventKind.Opened)]
    [InlineData("engagementType", "View", TimelineEventKind.Opened)]
    [InlineData("engagement", "click", TimelineEventKind.Clicked)]
    [InlineData("engagementType", "forward", null)]
    public async Task EmailEngagement_ViewAndClick_BecomeEvents(string property, string engagement, string? kind)
    {
        var person = await NewCustomerAsync();
        var answer = await ReportAsync("EmailEngagementTrackingReportReceived", new Dictionary<string, string>
        {
            ["sender"] = "service@insurer.example",
            ["messageId"] = person.Operation,
            ["userActionTimeStamp"] = "2026-03-02T03:00:00Z",
            ["engagementContext"] = "https://insurer.example/m/1",
            ["userAgent"] = "a browser",
            [property] = engagement,
        });

        Assert.Equal(kind is null ? "ignored" : "accepted", Result(answer));
        Assert.Equal(kind, (await TimelineAsync(person)).SingleOrDefault()?.Kind);
    }

    [Theory]
    [InlineData("STOP", true)]
    [InlineData("stop.", true)]
    [InlineData("  Stop \n", true)]
    [InlineData("ＳＴＯＰ", true)]
    [InlineData("N", true)]
    [InlineData("Ｎ", true)]
    [InlineData("退訂", true)]
    [InlineData("退订。", true)]
    [InlineData("Unsubscribe", true)]
    [InlineData("Please stop by tomorrow", false)]
    [InlineData("No, thanks", false)]
    [InlineData("YES", false)]
    public async Task SmsReply_OptOutKeyword_RefusesConsent(string text, bool refuses)
    {
        var person = await NewCustomerAsync();
        var answer = await ReportAsync("SMSReceived",
            new
            {
                messageId = "Incoming_1",
                from = person.Number,
                to = "+15550100",
                message = text,
                receivedTimestamp = "2026-03-02T03:00:00Z"
            });

        Assert.Equal("accepted", Result(answer));
        var consents = (await ProfileAsync(person)).Consents;
        if (refuses)
        {
            var consent = Assert.Single(consents);
            Assert.Equal((Channel.Sms, "marketing", false, "sms-reply"), (consent.Channel, consent.Purpose, consent.Granted, consent.How));
        }
        else
            Assert.Empty(consents);
    }

    [Fact]
    public async Task SharedNumber_OptOutRefusesForAll_ReportConcernsOne()
    {
        var first = await NewCustomerAsync();
        var second = await NewCustomerAsync(first.Number);
        await ReportAsync("SMSDeliveryReportReceived", new { to = first.Number, deliveryStatus = "Delivered", tag = first.Message.Value });
        await ReportAsync("SMSReceived", new { from = first.Number, to = "+15550100", message = "STOP" });

        Assert.Equal([TimelineEventKind.Delivered, TimelineEventKind.Consent],
            (await TimelineAsync(first)).Select(timelineEvent => timelineEvent.Kind));
        Assert.Equal([TimelineEventKind.Consent], (await TimelineAsync(second)).Select(timelineEvent => timelineEvent.Kind));
        foreach (var person in (Person[])[first, second])
            Assert.Single((await ProfileAsync(person)).Consents);
    }

    [Fact]
    public async Task Report_SentTwice_CountsOnce()
    {
        var person = await NewCustomerAsync();
        var data = new { messageId = person.Operation, status = "Delivered" };

        Assert.Equal("accepted", Result(await ReportAsync("EmailDeliveryReportReceived", data, "twice")));
        Assert.Equal("duplicate", Result(await ReportAsync("EmailDeliveryReportReceived", data, "twice")));
        Assert.Single(await TimelineAsync(person));
    }

    [Theory]
    [InlineData("SMSDeliveryReportReceived", """{ "to": "+12025559999", "deliveryStatus": "Delivered", "tag": "m" }""")]
    [InlineData("SMSDeliveryReportReceived", """{ "to": "+12025559999", "deliveryStatus": "Delivered" }""")]
    [InlineData("SMSReceived", """{ "from": "+12025559999", "message": "STOP" }""")]
    [InlineData("EmailDeliveryReportReceived", """{ "messageId": "00000000-0000-0000-0000-000000000000", "status": "Bounced" }""")]
    public async Task Report_OfUnknownMessage_IsIgnored(string type, string data)
    {
        var before = await host.ContentAsync();

        Assert.Equal("ignored", Result(await ReportAsync(type, System.Text.Json.JsonElement.Parse(data))));

        Assert.Equal(before, await host.ContentAsync());
    }

    [Theory]
    [InlineData("SMSReceived", "{}", "/0/data/from,/0/data/message")]
    [InlineData("SMSReceived", "null", "/0/data/from,/0/data/message")]
    [InlineData("SMSDeliveryReportReceived", """{ "to": 7, "deliveryStatus": "", "tag": "m" }""", "/0/data/deliveryStatus,/0/data/to")]
    [InlineData("EmailDeliveryReportReceived", """{ "messageId": "x" }""", "/0/data/status")]
    [InlineData("EmailEngagementTrackingReportReceived", """{ "messageId": "x" }""", "/0/data/engagement")]
    public async Task Report_WithoutRequiredProperty_IsRejected(string type, string data, string pointers)
    {
        var answer = await ReportAsync(type, System.Text.Json.JsonElement.Parse(data));

        Assert.Equal(400, answer.Status);
        Assert.Equal(pointers.Split(','), answer.Pointers.Order());
    }
}
