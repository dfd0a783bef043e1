using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Tests.Support;
using CsCheck;
using NodaTime;

namespace Campaigns.Runtime.Tests.Intake;

/// <summary>Events count as they happened, not as they arrive.</summary>
public sealed class EventOrderTests
{
    private static readonly Instant Start = CampaignHarness.At("2026-06-01 09:00");

    private static CustomerEvent Told(CampaignHarness harness, string type, string at, params (string Name, object? Value)[] data) =>
        harness.Event("ann", type, data) with { Time = CampaignHarness.At(at) };

    private static async Task HandleAsync(CampaignHarness harness, CustomerEvent @event) =>
        await harness.Runner.HandleAsync(@event, CampaignHarness.Cancel);

    [Fact]
    public async Task LateIssue_DoesNotReviveACancelledPolicy()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-11-20 12:00", "renewal-countdown");
        await harness.AddCustomerAsync();
        await HandleAsync(harness, Told(harness, "policy.cancelled", "2026-11-20 10:00", ("policy_id", "P1")));
        await HandleAsync(harness, Told(harness, "policy.issued", "2026-11-01 10:00", ("policy_id", "P1"), ("expires_on", "2026-12-31"),
            ("auto_renew", false), ("product", "motor")));

        var record = await harness.RecordAsync();
        Assert.Equal(("cancelled", "motor"), (record.Policies[new("P1")].Text("status"), record.Policies[new("P1")].Text("product")));
        Assert.Empty(record.Enrollments);
    }

    [Fact]
    public async Task SameTime_TheLaterArrivalStays()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-11-20 12:00");
        await HandleAsync(harness, Told(harness, "customer.updated", "2026-11-20 10:00", ("city", "Taipei")));
        await HandleAsync(harness, Told(harness, "customer.updated", "2026-11-20 10:00", ("city", "Tainan")));

        Assert.Equal("Tainan", (await harness.RecordAsync()).Profile.Attributes.Text("city"));
    }

    [Fact]
    public async Task SameValueAgain_IsNewer()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-11-20 12:00");
        await HandleAsync(harness, Told(harness, "customer.updated", "2026-11-20 08:00", ("city", "Taipei")));
        await HandleAsync(harness, Told(harness, "customer.updated", "2026-11-20 10:00", ("city", "Taipei")));
        await HandleAsync(harness, Told(harness, "customer.updated", "2026-11-20 09:00", ("city", "Tainan")));

        Assert.Equal("Taipei", (await harness.RecordAsync()).Profile.Attributes.Text("city"));
    }

    [Fact]
    public async Task RemovedValue_IsNotBroughtBackByAnOlderEvent()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-11-20 12:00");
        await HandleAsync(harness, Told(harness, "customer.updated", "2026-11-20 08:00", ("city", "Taipei"), ("segment", "a")));
        await HandleAsync(harness,
            Told(harness, "customer.updated", "2026-11-20 10:00", (CustomerEvent.RemovedAttributes, new[] { "city" })));
        await HandleAsync(harness, Told(harness, "customer.updated", "2026-11-20 09:00", ("city", "Tainan"), ("segment", "b")));

        var attributes = (await harness.RecordAsync()).Profile.Attributes;
        Assert.Equal((null, "b"), (attributes.Text("city"), attributes.Text("segment")));
    }

    /// <summary>One event: its minute, its type, and what it says.</summary>
    private static readonly Gen<(string Type, string Status, string Expires, string City)> AnyEvent = Gen.Select(
        Gen.OneOf(Gen.Const("policy.issued"), Gen.Const("policy.updated"), Gen.Const("policy.renewed"), Gen.Const("policy.cancelled"), Gen.Const("policy.lapsed"), Gen.Const("customer.updated")),
        Gen.OneOf(Gen.Const(""), Gen.Const("active"), Gen.Const("suspended")), Gen.OneOf(Gen.Const(""), Gen.Const("2027-01-31"), Gen.Const("2027-02-28")), Gen.OneOf(Gen.Const("Taipei"), Gen.Const("Tainan")));

    [Fact]
    public async Task AnyOrderOfArrival_EndsInTheSameData() => await Gen.Select(AnyEvent.Array[2, 7], Gen.Int[0, int.MaxValue])
        .SampleAsync(async (told, seed) =>
        {
            async Task<string> AfterAsync(Func<int, ulong> order)
            {
                await using var harness = await CampaignHarness.StartAsync("2026-06-02 09:00");
                var events = told.Select((e, minute) => harness.Event("ann", e.Type,
                    e.Type == "customer.updated"
                        ? [("city", e.City)]
                        : [("policy_id", "P1"), ("status", e.Status.Length > 0 ? e.Status : null),
                            ("expires_on", e.Expires.Length > 0 ? e.Expires : null)]) with
                { Time = Start + Duration.FromMinutes(minute) }).ToList();
                foreach (var @event in events.OrderBy(e => order(events.IndexOf(e))))
                    await HandleAsync(harness, @event);
                var record = await harness.RecordAsync();
                return string.Join('\n', record.Policies.GetValueOrDefault(new("P1"), AttributeBag.Empty).Values
                    .Concat(record.Profile.Attributes.Values).Select(value => $"{value.Key}={value.Value}").Order(StringComparer.Ordinal));
            }

            return await AfterAsync(i => (ulong)i) == await AfterAsync(i => StableHash.Of($"{seed}/{i}"));
        }, iter: SweptCases.Count(300, 40), threads: 1);

    /// <summary>One event about what the customer wants: its type and what it says.</summary>
    private static readonly Gen<(string Type, (string, object?)[] Data)> AnyRight = Gen.OneOf(
        Gen.OneOf(Gen.Const("sms"), Gen.Const("email")).Select(channel => ("customer.consented", new (string, object?)[] { ("channel", channel) })),
        Gen.OneOf(Gen.Const("sms"), Gen.Const("email")).Select(channel => ("customer.refused", new (string, object?)[] { ("channel", channel) })),
        Gen.Bool.Select(on => ("customer.do_not_disturb", new (string, object?)[] { ("on", on) })),
        Gen.OneOf(Gen.Const("bad-address"), Gen.Const("request")).Select(cause =>
            ("customer.suppressed", new (string, object?)[] { ("channel", "sms"), ("address", "+886912345678"), ("cause", cause) })),
        Gen.Bool.Select(one => ("customer.unsuppressed", one
            ? new (string, object?)[] { ("channel", "sms"), ("address", "+886912345678") }
            : [("channel", "sms")])),
        Gen.OneOf(Gen.Const("sms"), Gen.Const("email")).Select(channel => ("message.complained", new (string, object?)[] { ("channel", channel) })),
        Gen.Bool.Select(less => ("customer.preferences", new (string, object?)[] { ("less", less) })));

    [Fact]
    public async Task AnyOrderOfArrival_EndsInTheSameRightsAndSuppressions() => await Gen.Select(AnyRight.Array[2, 7], Gen.Int[0, int.MaxValue])
        .SampleAsync(async (told, seed) =>
        {
            async Task<string> AfterAsync(Func<int, ulong> order)
            {
                await using var harness = await CampaignHarness.StartAsync("2026-06-02 09:00");
                await HandleAsync(harness, harness.Event("ann", "customer.updated", ("phone", "+886912345678"), ("email", "ann@example.com"))
                    with
                { Time = Start - Duration.FromMinutes(1) });
                var events = told.Select((e, minute) => harness.Event("ann", e.Type, e.Data)
                    with
                { Time = Start + Duration.FromMinutes(minute) }).ToList();
                foreach (var @event in events.OrderBy(e => order(events.IndexOf(e))))
                    await HandleAsync(harness, @event);
                var profile = (await harness.RecordAsync()).Profile;
                return string.Join('\n',
                    [
                        .. profile.Consents.Select(consent => $"{consent.Channel} {consent.Granted} {consent.At}"),
                        .. profile.Suppressions.Select(known => $"{known.Channel} {known.Address} {known.Cause} {known.At}"),
                        $"{profile.DoNotDisturb} {profile.DoNotDisturbEvidence?.At} {profile.Preferences?.Less}",
                    ]).Split('\n').Order(StringComparer.Ordinal).Aggregate("", (all, line) => $"{all}\n{line}");
            }

            return await AfterAsync(i => (ulong)i) == await AfterAsync(i => StableHash.Of($"{seed}/{i}"));
        }, iter: SweptCases.Count(300, 40), threads: 1);
}
