using System.Collections.Immutable;
using Campaigns.Decisions.Contacts;
using Campaigns.Decisions.Migration;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Definitions.Journeys;
using Campaigns.Insights.Statistics;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Releases;
using Campaigns.Runtime.Sweeps;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Runtime.Throttling;
using Campaigns.Runtime.Timers;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Campaigns.Runtime.Tests.StoredRows;

/// <summary>The rows of every table but <c>customers</c>: written byte by byte as ever, and read back.</summary>
public sealed class TableRowTests
{
    private static readonly Instant Noon = CustomerSamples.Noon;
    private static readonly MessageId Message = new("0123456789abcdefghjkmnpqrs");

    private static CancellationToken Cancel => CampaignHarness.Cancel;

    [Fact]
    public async Task Timers_WriteAndReadTheGoldenRows()
    {
        await using var store = await RowsTestStore.OpenAsync();
        WakeTimer[] timers =
            [new(Noon, new("C-1"), new("renewal-countdown~k3f9~1")), new(Noon + Duration.FromTicks(90_0000001), new("王 2"), null)];
        await new TimerTable(store.Rows).SetAsync(timers, Cancel);
        await GoldenRows.VerifyAsync("alarms", store.Rows, TimerTable.Table);

        await using var golden = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("alarms", golden.Rows, TimerTable.Table);
        var due = await new TimerTable(golden.Rows).DueAsync(Noon + Duration.FromDays(1), 10, Cancel);
        Assert.Equal(timers, due.Select(item => item.Timer));
    }

    [Fact]
    public async Task Directory_WritesAndReadsTheGoldenRows()
    {
        await using var store = await RowsTestStore.OpenAsync();
        foreach (var customer in new CustomerId[] { new("C-1"), new("王 2") })
            await new CustomerDirectory(store.Rows).AddAsync(customer, Cancel);
        await GoldenRows.VerifyAsync("directory", store.Rows, CustomerDirectory.Table);

        await using var golden = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("directory", golden.Rows, CustomerDirectory.Table);
        var page = await new CustomerDirectory(golden.Rows).PageAsync(null, 10, Cancel);
        Assert.Equal(["C-1", "王 2"], page.Select(item => item.Customer.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Documents_WriteAndReadTheGoldenRows()
    {
        StoredDocument draft = new("{ \"id\": \"j\" } // <ä>\r\n\t", Noon);
        DocumentHead[] heads =
        [
            new() { Status = JourneyStatus.Draft },
            new()
            {
                Status = JourneyStatus.Published, Live = 3, ChangedAt = Noon, Versions = [new(1, Noon), new(3, NodaConstants.UnixEpoch)],
            },
            new() { Status = JourneyStatus.Paused, Live = 1, ChangedAt = Noon, Versions = [new(1, Noon)] },
            new() { Status = JourneyStatus.Retired, Live = 1, ChangedAt = Noon, Versions = [new(1, Noon)] },
        ];
        await using var store = await RowsTestStore.OpenAsync();
        var documents = new DocumentTable(store.Rows);
        foreach (var head in heads)
            Assert.True(await documents.TryReplaceAsync(await documents.HeadAsync($"j-{head.Status}", Cancel), head, Cancel));
        await documents.SaveDraftAsync("j", draft, Cancel);
        Assert.Equal(4, await documents.AddVersionAsync("j", 3, draft with { Text = "" }, Cancel));
        await GoldenRows.VerifyAsync("documents", store.Rows, DocumentTable.Table);

        await using var golden = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("documents", golden.Rows, DocumentTable.Table);
        var read = new DocumentTable(golden.Rows);
        foreach (var head in heads)
            Assert.Equal(DomainText.Of(head), DomainText.Of((await read.HeadAsync($"j-{head.Status}", Cancel)).Head));
        Assert.Equal(heads.Length, (await read.HeadsAsync(Cancel)).Count);
        Assert.Equal(draft, await read.DraftAsync("j", Cancel));
        Assert.Equal((4, draft with { Text = "" }), Assert.Single(await read.VersionsAfterAsync("j", 0, Cancel)));
        Assert.Equal(draft with { Text = "" }, await read.VersionAsync("j", 4, Cancel));
    }

    [Fact]
    public async Task Ramps_WriteAndReadTheGoldenRows()
    {
        DocumentHead head = new()
        {
            Status = JourneyStatus.Published,
            Live = 3,
            ChangedAt = Noon,
            Versions = [new(1, Noon), new(3, Noon)],
            Ramp = new JourneyRamp(3, 1, 0, Noon)
            {
                BeganAt = Noon,
                Rule = new RampRule
                {
                    Steps = [5, 12.5, 100],
                    After = Period.FromDays(1),
                    AtLeast = 200,
                    StopAt = new RampLimits { OptOut = 0.02, Complaint = 0, AtLeast = 5 },
                },
                Stopped = new RampStop(Noon, RampFigure.OptOut, 12, 200, 0.02, 12.5),
                Before = new RampFigures(1, 2, 3, 4, 5, 6),
                EnteredBefore = 7,
                Changes = [new RampChange(Noon, 5, "ann", null), new RampChange(Noon, 0, RampChange.Rule, "opt-outs")],
            },
            Partial = [2],
        };
        await using var store = await RowsTestStore.OpenAsync();
        Assert.True(await new DocumentTable(store.Rows).TryReplaceAsync(new("j", new(), null), head, Cancel));
        await GoldenRows.VerifyAsync("documents.ramp", store.Rows, DocumentTable.Table);

        await using var golden = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("documents.ramp", golden.Rows, DocumentTable.Table);
        Assert.Equal(DomainText.Of(head), DomainText.Of((await new DocumentTable(golden.Rows).HeadAsync("j", Cancel)).Head));
    }

    [Fact]
    public async Task Migrations_WriteAndReadTheGoldenRows()
    {
        Sweep sweep = new(new("j"), SweepKind.Migrate, Noon)
        {
            Migration = new Migration(1, 3, new MigrationRules
            {
                Map = ImmutableSortedDictionary<string, string>.Empty.Add("a", "b").Add("c", "d"),
                Waits = ChangedWaits.Follow,
                KeepArms = true,
            }),
        };
        await using var store = await RowsTestStore.OpenAsync();
        await new SweepTable(store.Rows).OrderAsync(sweep, Cancel);
        await GoldenRows.VerifyAsync("sweeps.migration", store.Rows, SweepTable.Table);

        await using var golden = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("sweeps.migration", golden.Rows, SweepTable.Table);
        var read = Assert.Single(await new SweepTable(golden.Rows).OpenAsync(Cancel)).Sweep;
        Assert.Equal(DomainText.Of(sweep), DomainText.Of(read));
    }

    [Fact]
    public async Task Releases_WriteAndReadTheGoldenRows()
    {
        ReleaseFile[] files = [new("templates/a/b.sms.en.scriban", "Hi\r\n"u8.ToArray()), new("catalog.json", "{}"u8.ToArray())];
        var manifest = ReleaseManifest.Of(files).Manifest!;
        Deployment deployment = new(12, manifest.Id, "Ann", "why", Noon);
        var head = new ReleaseHead
        {
            Live = deployment,
            Revision = 40,
            Retired = ["j-gone"],
            Pending = ReleaseHead.None.Pending.Add("j", new(3, JourneyStatus.Published, Noon)).Add("j-gone", new(1, JourneyStatus.Retired, Noon)),
            Due = [new("j", 2, JourneyStatus.Paused, 3, JourneyStatus.Published), new("j-gone", 1, JourneyStatus.Published, 1, JourneyStatus.Retired)],
        };
        await using var store = await RowsTestStore.OpenAsync();
        var releases = new ReleaseStore(store.Rows);
        foreach (var file in files)
            await releases.AddBlobAsync(file.Content, Cancel);
        var release = await releases.AddAsync(manifest, "Ann", "why", Noon, Cancel);
        await releases.AddAsync(deployment, Cancel);
        Assert.True(await new DocumentTable(store.Rows).TryReplaceAsync(TaggedRelease.None, head, Cancel));
        await GoldenRows.VerifyAsync("releases", store.Rows, ReleaseStore.Table);
        await GoldenRows.VerifyAsync("documents.release", store.Rows, DocumentTable.Table);

        await using var golden = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("releases", golden.Rows, ReleaseStore.Table);
        await GoldenRows.RestoreAsync("documents.release", golden.Rows, DocumentTable.Table);
        var read = new ReleaseStore(golden.Rows);
        Assert.Equal(release, await read.FindAsync(manifest.Id, Cancel));
        Assert.Equal(manifest.Entries, (await read.ManifestAsync(release, Cancel)).Entries);
        Assert.Equal(files.Select(file => Convert.ToHexString(file.Content.Span)).Order(),
            (await read.ReadAsync(manifest.Entries, Cancel)).Select(file => Convert.ToHexString(file.Content.Span)).Order());
        Assert.Equal([deployment], await read.DeploymentsAsync(int.MaxValue, 10, Cancel));
        var known = (await new DocumentTable(golden.Rows).ReleaseAsync(Cancel)).Head;
        Assert.Equal((head.Live, head.Revision), (known.Live, known.Revision));
        Assert.Equal(head.Retired, known.Retired);
        Assert.Equal(head.Pending, known.Pending);
        Assert.Equal(head.Due, known.Due);
    }

    [Fact]
    public async Task Sweeps_WriteAndReadTheGoldenRows()
    {
        var sweeps = Enum.GetValues<SweepKind>()
            .Select(kind => new Sweep(new("j"), kind, Noon + Duration.FromMinutes((int)kind)))
            .Append(new Sweep(new("full"), SweepKind.Stop, Noon + Duration.FromHours(1)) { Schedule = "s-1", Outcome = "retired" })
            .ToList();
        var schedule = JourneySchedule.Of(JourneyReader.Read("""
            { "id": "j", "category": "c", "priority": 1, "name": { "en": "J" }, "steps": [ { "id": "p", "publish": { "type": "x" } } ],
              "entry": [ { "schedule": { "cron": "0 9 * * *", "timeZone": "Asia/Taipei" }, "audience": { "over": "customers" } } ] }
            """u8.ToArray()).Definition!).Single();
        await using var store = await RowsTestStore.OpenAsync();
        var table = new SweepTable(store.Rows);
        foreach (var sweep in sweeps)
            await table.OrderAsync(sweep, Cancel);
        var open = await table.OpenAsync(Cancel);
        var progress = open[^1] with { Partition = "3f", Key = "C-1", Seen = 200, Entered = 7 };
        Assert.NotNull(await table.SaveAsync(progress, Cancel));
        await table.CloseAsync(open[0] with { Seen = 1 }, Cancel);
        await table.SetFiredAsync(schedule, Noon, Cancel);
        await GoldenRows.VerifyAsync("sweeps", store.Rows, SweepTable.Table);

        await using var golden = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("sweeps", golden.Rows, SweepTable.Table);
        var read = new SweepTable(golden.Rows);
        Assert.Equal(sweeps[1..], (await read.OpenAsync(Cancel)).Select(item => item.Sweep));
        Assert.Equal(progress with { Tag = null }, (await read.OpenAsync(Cancel))[^1] with { Tag = null });
        Assert.Equal(Noon, await read.LastFiredAsync(schedule, Cancel));
    }

    [Fact]
    public async Task ShortLinks_WriteAndReadTheGoldenRows()
    {
        ShortLink link = new(Message.Value[..16], new("C-1"), Message, "https://insurer.example/?a=1&b=ü");
        await using var store = await RowsTestStore.OpenAsync();
        await new ShortLinks(store.Rows).SaveAsync(link, Cancel);
        await GoldenRows.VerifyAsync("links", store.Rows, ShortLinks.Table);

        await using var golden = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("links", golden.Rows, ShortLinks.Table);
        Assert.Equal(link, await new ShortLinks(golden.Rows).FindAsync(link.Code, Noon, Cancel));
    }

    [Fact]
    public async Task ShortLinksThatEnd_WriteAndReadTheGoldenRows()
    {
        ShortLink link = new("zzzzzzzzzzzzzzz1", new("C-1"), Message, "https://insurer.example/", Noon + Duration.FromDays(90));
        await using var store = await RowsTestStore.OpenAsync();
        await new ShortLinks(store.Rows).SaveAsync(link, Cancel);
        await GoldenRows.VerifyAsync("links.ending", store.Rows, ShortLinks.Table);

        await using var golden = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("links.ending", golden.Rows, ShortLinks.Table);
        Assert.Equal(link, await new ShortLinks(golden.Rows).FindAsync(link.Code, Noon, Cancel));
    }

    [Fact]
    public async Task UnknownMessages_WriteAndReadTheGoldenRows()
    {
        UnknownMessage full = new(Message, new("C-1"), Channel.Sms, new("renewal-countdown~k3f9~1"), new("d45-click"), Noon)
        {
            Reason = "http-timeout",
            Provider = "gateway",
            Batch = 12,
        };
        UnknownMessage bare = new(
            new("zzzzzzzzzzzzzzzzzzzzzzzzzz"), new("王 2"), Channel.Email, new("j~x~1"), new("s"), NodaConstants.UnixEpoch);
        await using var store = await RowsTestStore.OpenAsync();
        foreach (var message in (UnknownMessage[])[full, bare])
            await new UnknownMessages(store.Rows).AddAsync(message, Cancel);
        await GoldenRows.VerifyAsync("unknown", store.Rows, UnknownMessages.Table);

        await using var golden = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("unknown", golden.Rows, UnknownMessages.Table);
        var read = new UnknownMessages(golden.Rows);
        Assert.Equal([full, bare], await read.PageAsync(after: null, 10, Cancel));
        Assert.Equal([bare], await read.PageAsync(full.Message.Value, 10, Cancel));
        Assert.Equal(full, await read.FindAsync(full.Message, Cancel));
        await read.RemoveAsync(full.Message, Cancel);
        Assert.Null(await read.FindAsync(full.Message, Cancel));
    }

    [Fact]
    public async Task Reports_WriteAndReadTheGoldenRows()
    {
        await using var store = await RowsTestStore.OpenAsync();
        await new ReportIndex(store.Rows).AddAsync("acs/1", new(new("C-1"), Message), Cancel);
        await GoldenRows.VerifyAsync("reports", store.Rows, ReportIndex.Table);

        await using var golden = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("reports", golden.Rows, ReportIndex.Table);
        Assert.Equal([new Addressee(new("C-1"), Message)], await new ReportIndex(golden.Rows).FindAsync("acs/1", Cancel));
    }

    [Fact]
    public async Task Suppressions_WriteAndReadTheGoldenRows()
    {
        SharedSuppression suppressed = new("hard-bounce", Noon, Noon + Duration.FromDays(30));
        await using var store = await RowsTestStore.OpenAsync();
        await new SuppressionIndex(store.Rows).SetAsync("hash", Channel.Email, suppressed, Cancel);
        await new SuppressionIndex(store.Rows).SetAsync("hash", Channel.Sms, suppressed, Cancel);
        await new SuppressionIndex(store.Rows).SetAsync("hash", Channel.Sms, new(null, Noon + Duration.FromDays(1), null), Cancel);
        await new SuppressionIndex(store.Rows).SetAsync("hash", Channel.Sms, suppressed, Cancel); // told again, and late
        await GoldenRows.VerifyAsync("suppressions", store.Rows, SuppressionIndex.Table);

        await using var golden = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("suppressions", golden.Rows, SuppressionIndex.Table);
        Assert.Equal(suppressed, await new SuppressionIndex(golden.Rows).FindAsync("hash", Channel.Email, Noon, Cancel));
        Assert.Null(await new SuppressionIndex(golden.Rows).FindAsync("hash", Channel.Sms, Noon, Cancel));
        Assert.Null(await new SuppressionIndex(golden.Rows).FindAsync("hash", Channel.Email, Noon + Duration.FromDays(30), Cancel));
    }

    [Fact]
    public async Task SharedLedgers_WriteAndReadTheGoldenRows()
    {
        SharedContact first = new(Message, Noon, Channel.Sms, "renewal", new("renewal-countdown")) { UnderWay = true };
        SharedContact second = new(new("second"), Noon + Duration.FromSeconds(1), Channel.Email, "winback", new("win-back"));
        await using var store = await RowsTestStore.OpenAsync();
        var ledgers = new SharedLedgers(store.Rows);
        var id = SharedLedgers.IdOf(CapScope.Household, "1");
        var read = await ledgers.ReadAsync(id, CapScope.Household, Cancel);
        var written = (await ledgers.TryWriteAsync(read, first, Noon - Duration.FromDays(1), Cancel))!;
        Assert.Null(await ledgers.TryWriteAsync(read, second, Noon, Cancel)); // somebody wrote it since
        await ledgers.TryWriteAsync(written, second, Noon, Cancel);
        await ledgers.SettleAsync(written, second.Message, Noon, Cancel); // not in it then: nothing to do
        await GoldenRows.VerifyAsync("sharedcaps", store.Rows, SharedLedgers.Table);

        await using var golden = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("sharedcaps", golden.Rows, SharedLedgers.Table);
        var restored = new SharedLedgers(golden.Rows);
        Assert.Equal([first, second], (await restored.ReadAsync(id, CapScope.Household, Cancel)).Contacts);
        await restored.SettleAsync(written, first.Message, Noon + Duration.FromSeconds(9), Cancel);
        Assert.Contains(first with { At = Noon + Duration.FromSeconds(9), UnderWay = false },
            (await restored.ReadAsync(id, CapScope.Household, Cancel)).Contacts);
        await restored.ReleaseAsync([id], first.Message, Noon, Cancel); // a later attempt keeps its slot
        await restored.ReleaseAsync([id], second.Message, Noon + Duration.FromSeconds(1), Cancel);
        Assert.Equal(first.Message, Assert.Single((await restored.ReadAsync(id, CapScope.Household, Cancel)).Contacts).Message);
        await restored.ReleaseAsync([id, "address-2"], first.Message, Instant.MaxValue, Cancel);
        Assert.Empty(await golden.Rows.ScanAsync(SharedLedgers.Table, "", "~", after: null, 10, Cancel));
    }

    [Fact]
    public async Task SharedLedger_OfMoreThanAnyoneNeeds_ForgetsTheOldest()
    {
        await using var store = await RowsTestStore.OpenAsync();
        var ledgers = new SharedLedgers(store.Rows);
        var contacts = Enumerable.Range(0, Limits.SharedContacts).Select(i =>
            new SharedContact(new($"{i:00000000000000000000000000}"), Noon, Channel.Sms, "renewal", new("renewal-countdown")));
        var ledger = new SharedLedger("address-1", CapScope.Address, [.. contacts], Tag: null);
        ledger = (await ledgers.TryWriteAsync(ledger, ledger.Contacts[^1] with { Message = new("newest") }, Noon, Cancel))!;

        ledger = await ledgers.ReadAsync(ledger.Id, ledger.Scope, Cancel);

        Assert.Equal(Limits.SharedContacts, ledger.Contacts.Length);
        Assert.EndsWith("1", ledger.Contacts[0].Message.Value, StringComparison.Ordinal);
        Assert.Equal("newest", ledger.Contacts[^1].Message.Value);
    }

    [Fact]
    public async Task ApiKeys_WriteAndReadTheGoldenRows()
    {
        ApiKey crm = new("crm", ApiScopes.Sender | ApiScopes.Reader, ApiKey.HashOf("ck_a"), Noon);
        ApiKey old = new("old", ApiScopes.All, ApiKey.HashOf("ck_b"), Noon) { RevokedAt = Noon + Duration.FromDays(1) };
        await using var store = await RowsTestStore.OpenAsync();
        var keys = new ApiKeyTable(store.Rows);
        foreach (var key in (ApiKey[])[crm, old with { RevokedAt = null }])
            Assert.True(await keys.AddAsync(key, Cancel));
        Assert.False(await keys.AddAsync(crm with { Scopes = ApiScopes.All }, Cancel));
        Assert.Equal(old, await keys.RevokeAsync("old", Noon + Duration.FromDays(1), Cancel));
        Assert.Equal(old, await keys.RevokeAsync("old", Noon + Duration.FromDays(2), Cancel));
        Assert.Null(await keys.RevokeAsync("nobody", Noon, Cancel));
        await GoldenRows.VerifyAsync("keys", store.Rows, ApiKeyTable.Table);

        await using var golden = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("keys", golden.Rows, ApiKeyTable.Table);
        Assert.Equal([crm, old], await new ApiKeyTable(golden.Rows).ListAsync(Cancel));
    }

    [Fact]
    public async Task Pace_WritesAndReadsTheGoldenRows()
    {
        await using var store = await RowsTestStore.OpenAsync();
        await new SendRateLimiter(store.Rows).AcquireAsync(new("j"), 60, 1, Noon, Cancel);
        await GoldenRows.VerifyAsync("pace", store.Rows, SendRateLimiter.Table);

        await using var golden = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("pace", golden.Rows, SendRateLimiter.Table);
        var next = await new SendRateLimiter(golden.Rows).AcquireAsync(new("j"), 60, 1, Noon, Cancel);
        Assert.Equal([Noon + Duration.FromSeconds(10)], next); // a block is ten seconds
    }

    [Fact]
    public async Task Settings_WriteAndReadTheGoldenRows()
    {
        await using var store = await RowsTestStore.OpenAsync();
        await new PublicationFlag(store.Rows).SetAsync(Cancel);
        await GoldenRows.VerifyAsync("settings", store.Rows, PublicationFlag.Table);

        await using var golden = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("settings", golden.Rows, PublicationFlag.Table);
        Assert.True(await new PublicationFlag(golden.Rows).IsSetAsync(Cancel));
    }

    [Fact]
    public async Task Statistics_WriteAndReadTheGoldenRows()
    {
        TimelineEvent full = new(Noon, TimelineEventKind.Sent)
        {
            Journey = new("j"),
            Version = 3,
            Step = new("d45"),
            Channel = Channel.Sms,
            Reason = "template",
            Detail = AttributeBag.Of([new("holdout", true), new("first", true), new("value", 12.50m)]),
        };
        await using var store = await RowsTestStore.OpenAsync();
        var clock = new FakeTimeProvider(Noon.ToDateTimeOffset());
        var statistics = Of(store, clock);
        statistics.Receive(new("C-1"),
            [full, full, new(Noon, TimelineEventKind.Entered) { Journey = new("j") }, full with { Detail = null }]);
        await statistics.BeginAsync("host", Cancel);
        await statistics.FlushAsync(Cancel);
        await GoldenRows.VerifyAsync("statistics.tallies", store.Rows, "statistics");

        clock.Advance(TimeSpan.FromHours(1)); // it was killed; another counts it again from timelines, of which there are none
        await Of(store, clock, "another").RecoverAsync(Cancel);
        await GoldenRows.VerifyAsync("statistics.recovered", store.Rows, "statistics");

        foreach (var name in new[] { "statistics", "statistics.tallies" })
        {
            await using var golden = await RowsTestStore.OpenAsync();
            await GoldenRows.RestoreAsync(name, golden.Rows, "statistics");
            var day = new LocalDate(2026, 6, 1);
            var report = await Of(golden, clock).ReadAsync(new("j"), day, day, Cancel);
            Assert.Equal(DomainText.Of(await statistics.ReadAsync(new("j"), day, day, Cancel)), DomainText.Of(report));
            Assert.Equal(3, report.Sent);
            Assert.Equal(name == "statistics.tallies", await Of(golden, clock).BeginAsync("host", Cancel)); // marks of an earlier version
        }

        static JourneyStatistics Of(RowsTestStore store, TimeProvider time, string self = "self") =>
            new(store.Rows, new CustomerDirectory(store.Rows), new CustomerStore(store.Rows), time)
            {
                CreateId = _ => "6a1d7440tally001",
                Self = self,
            };
    }
}
