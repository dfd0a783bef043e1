using Campaigns.Model;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Customers;

/// <summary>Whatever is sent about a customer, they can be loaded, decided about and saved.</summary>
public sealed class LimitTests
{
    private const string Renewed = """
        { "id": "many", "name": "Many", "category": "renewal", "entry": { "on": "app.opened", "key": ["event.screen"] },
          "exit": [ { "on": "policy.renewed", "outcome": "renewed" } ],
          "steps": [ { "id": "w", "wait": "P30D" }, { "id": "s", "send": { "channels": ["sms"], "template": "winback/last" } } ] }
        """;

    private static async Task<CampaignHarness> StartAsync(params string[] journeys)
    {
        var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", null, new RecordingProvider(), journeys);
        await harness.AddCustomerAsync();
        return harness;
    }

    private static Task<int> SendManyAsync(
        CampaignHarness harness, int count, string type, Func<int, (string Name, object? Value)[]> data) =>
        harness.Runner.HandleAsync([.. Enumerable.Range(0, count).Select(i => harness.Event("ann", type, data(i)))], CampaignHarness.Cancel)
            .AsTask();

    [Fact]
    public async Task Policies_OneMoreThanThereCanBe_IsRefused_AndTheRestGoesOn()
    {
        await using var harness = await StartAsync();
        await SendManyAsync(harness, Limits.Policies, "policy.issued", i => [("policy_id", $"P{i}")]);

        var error = await Assert.ThrowsAsync<LimitExceededException>(() => harness.SendPolicyAsync(id: "one-more"));
        await harness.SendPolicyAsync(id: "P7");

        Assert.Equal("too-many-policies", error.Code);
        var record = await harness.RecordAsync();
        Assert.Equal(Limits.Policies, record.Policies.Count);
        Assert.Equal("motor", record.Policies[new("P7")].Text("product"));
    }

    [Fact]
    public async Task Enrollments_OneMoreThanCanRun_DoesNotBegin_AndAnExitEndsThemAll()
    {
        await using var harness = await StartAsync(Renewed);
        await SendManyAsync(harness, Limits.RunningEnrollments + 5, "app.opened", i => [("screen", $"s{i}")]);

        Assert.Equal(Limits.RunningEnrollments, (await harness.RecordAsync()).Enrollments.Count);
        Assert.Equal(5, (await harness.TimelineAsync("ann", "warning")).Count);
        await harness.SendEventAsync("ann", "policy.renewed", ("policy_id", "P1"));
        Assert.Empty((await harness.RecordAsync()).Enrollments);
        Assert.Equal(Limits.RunningEnrollments, (await harness.TimelineAsync("ann", "exited")).Count);
    }

    [Fact]
    public async Task EventsOfAnEnrollment_MoreThanItKeeps_LeaveTheirDataBehind()
    {
        var waits = string.Join(", ", Enumerable.Range(0, 8).Select(i =>
            $$"""{ "id": "w{{i}}", "waitFor": { "events": [ { "on": "app.step{{i}}" } ], "timeout": "P30D" } }"""));
        await using var harness = await StartAsync(SampleJourneys.Of("waits", waits));
        await harness.SendEventAsync("ann", "app.opened");
        var text = new string('客', Limits.TextLength);
        for (var i = 0; i < 8; i++)
            await harness.SendEventAsync("ann", $"app.step{i}", ("a", text), ("b", text));

        var row = (await harness.TimelineAsync("ann", "warning")).Count;
        Assert.InRange(row, 1, 7);
        Assert.Equal(["2026-06-01 12:00 ended completed"], await harness.TimelineAsync("ann", "ended"));
    }

    [Fact]
    public async Task Attributes_MoreThanFit_AreRefused_AndNothingChanges()
    {
        await using var harness = await StartAsync();
        var before = await harness.RecordAsync();
        var text = new string('x', Limits.CustomerBytes);

        var error = await Assert.ThrowsAsync<LimitExceededException>(() =>
            harness.SendEventAsync("ann", "customer.updated", ("name", text), ("email", "new@example.com")));

        Assert.Equal("too-large", error.Code);
        var after = (await harness.RecordAsync()).Profile.Attributes;
        Assert.Equal((before.Profile.Attributes.Bytes, "ann@example.com"), (after.Bytes, after.Text("email")));
    }

    [Fact]
    public async Task Suppressions_OfEverNewAddresses_KeepThoseInUse()
    {
        await using var harness = await StartAsync();
        await harness.SendEventAsync("ann", "customer.suppressed", ("channel", "email"));

        await SendManyAsync(harness, Limits.Suppressions + 50, "customer.suppressed",
            i => [("channel", "email"), ("address", $"old{i}@example.com")]);

        var kept = (await harness.RecordAsync()).Profile.Suppressions;
        Assert.Equal(Limits.Suppressions, kept.Length);
        Assert.Contains(kept, suppression => suppression.Address == "ann@example.com");
        Assert.Contains(kept, suppression => suppression.Address == $"old{Limits.Suppressions + 49}@example.com");
    }

    [Fact]
    public async Task Purposes_OneMoreThanThereCanBe_IsRefused()
    {
        await using var harness = await StartAsync();
        await SendManyAsync(harness, Limits.ConsentPurposes - 1, "customer.consented", i => [("channel", "sms"), ("purpose", $"p{i}")]);

        await Assert.ThrowsAsync<LimitExceededException>(() =>
            harness.SendEventAsync("ann", "customer.consented", ("channel", "sms"), ("purpose", "one-more")));
        await harness.SendEventAsync("ann", "customer.refused", ("channel", "sms"), ("purpose", "p3"));
        await harness.SendEventAsync("ann", "customer.refused", ("channel", "sms"), ("purpose", "another")); // no consent is known anyway
        Assert.False((await harness.RecordAsync()).Profile.HasConsent(Channel.Sms, "p3"));
    }

    [Fact]
    public async Task Key_OfALongText_IsKeptShort_AndStillTheSame()
    {
        await using var harness = await StartAsync(Renewed);
        var screen = new string('s', Limits.TextLength);
        await harness.SendEventAsync("ann", "app.opened", ("screen", screen));
        await harness.SendEventAsync("ann", "app.opened", ("screen", screen));
        await harness.SendEventAsync("ann", "app.opened", ("screen", screen + "!"));

        var subjects = (await harness.RecordAsync()).Enrollments.Values.Select(enrollment => enrollment.Subject).ToList();
        Assert.Equal(2, subjects.Count);
        Assert.All(subjects, subject => Assert.InRange(subject.Length, 1, Limits.KeyLength));
    }

    [Fact]
    public async Task Timeline_OfOneUnit_LargerThanARow_IsReadInOrder()
    {
        await using var harness = await StartAsync(Renewed);
        await SendManyAsync(harness, 60, "app.opened", i => [("screen", $"s{i}")]);
        var words = new string('w', 20_000);

        // Each preference is told with its words: 1.2 MB in one unit of work.
        await SendManyAsync(harness, 60, "customer.do_not_disturb", i => [("on", false), ("how", $"{i:D3} {words}")]);

        var told = new List<string>();
        await foreach (var timelineEvent in harness.Services.Customers.ReadTimelineAsync(new("ann"), CampaignHarness.Cancel))
        {
            if (timelineEvent.Kind == Model.Timeline.TimelineEventKind.DoNotDisturb)
                told.Add(timelineEvent.Detail!.Text("how")![..3]);
        }

        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"{i:D3}"), told);
        var batch = (await harness.RecordAsync()).Head.TimelineBatches - 1;
        Assert.Equal(60, (await harness.Services.Customers.FindTimelineBatchesAsync(
            new("ann"), new(batch, batch), CampaignHarness.Cancel)).Single().Events.Count);
    }
}
