using System.Text;
using Campaigns.Model;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Releases;

/// <summary>What is deployed comes into force as one, or not at all.</summary>
public sealed class DeploymentTests
{
    private static readonly ReleaseContent First = ReleaseWorld.Content("one", 3, "age", ("keeps", 10), ("goes", 20), ("stays", 5));
    private static readonly ReleaseContent Second = ReleaseWorld.Content("two", 2, "size", ("keeps", 11), ("comes", 30), ("stays", 5));
    private static readonly string SeenFirst = "goes Published 20, keeps Published 10, stays Published 5; cap 3; age; \"one\"";

    private static readonly string SeenSecond =
        "comes Published 30, goes Retired 20, keeps Published 11, stays Published 5; cap 2; size; \"two\"";

    private static CancellationToken Cancel => ReleaseWorld.Cancel;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deploy_KilledAtAnyCall_LeavesTheOldOrTheNew_AndIsFinishedByTheNext(bool afterwards)
    {
        var calls = await LiveAsync(int.MaxValue, afterwards);
        Assert.InRange(calls.Count, 20, 200);
        await Parallel.ForEachAsync(SweptCases.Of(calls), Cancel, async (call, _) => await LiveAsync(call, afterwards));
    }

    private static async Task<IReadOnlyList<int>> LiveAsync(int dieAt, bool afterwards)
    {
        await using var world = await ReleaseWorld.StartAsync();
        Assert.Equal(DeployOutcome.Done, (await world.DeployAsync(First)).Outcome);
        Assert.Equal(SeenFirst, await world.SeenAsync());
        using var other = world.NewLibrary();
        await other.RefreshAsync(Cancel);
        world.Time.MoveTo(CampaignHarness.At("2026-06-01 13:00"));

        var before = world.Store.Calls;
        if (dieAt < int.MaxValue)
            world.Store.CrashAt(dieAt, afterwards);
        var died = false;
        try
        {
            await world.DeployAsync(Second);
        }
        catch (StoreUnavailableException)
        {
            died = true;
        }

        var calls = world.Store.CrashPoints(before);
        Assert.Equal(dieAt < int.MaxValue, died);
        var seen = await world.SeenAsync();
        Assert.Contains(seen, new[] { SeenFirst, SeenSecond });
        Assert.Equal(SeenFirst, ReleaseWorld.Seen(other.Current)); // until it looks
        await other.RefreshAsync(Cancel);
        Assert.Equal(seen, ReleaseWorld.Seen(other.Current));

        // Another host finishes what is in force, and whoever deploys again gets what they want.
        if (died && seen == SeenSecond)
        {
            Assert.False(await other.FinishDeploymentAsync(Cancel) && !other.Snapshot.Release.IsComplete);
            world.Time.MoveTo(CampaignHarness.At("2026-06-01 13:01"));
            await other.FinishDeploymentAsync(Cancel);
            Assert.True(other.Snapshot.Release.IsComplete);
        }

        world.Store.Restart();
        var again = await world.DeployAsync(Second);
        Assert.Equal(seen == SeenSecond ? DeployOutcome.Unchanged : DeployOutcome.Done, again.Outcome);
        Assert.Equal(SeenSecond, await world.SeenAsync());
        var head = await world.Library.ReadReleaseAsync(Cancel);
        Assert.True(head.IsComplete);
        Assert.Equal(2, head.Live!.Number);
        Assert.Equal([2, 1], (await world.Library.DeploymentsAsync(10, Cancel)).Select(deployment => deployment.Number));
        var keeps = (await world.Library.GetAsync(new("keeps"), Cancel))!;
        Assert.Equal([1, 2], keeps.Versions.Select(version => version.Number));
        Assert.False(keeps.HasUnpublishedChanges);
        Assert.Equal([1], (await world.Library.GetAsync(new("stays"), Cancel))!.Versions.Select(version => version.Number));
        Assert.Empty(world.Library.Snapshot.Drift());
        return calls;
    }

    [Fact]
    public async Task Rollback_GivesTheFormerLiveSet_WithVersionsThatGoForward()
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.DeployAsync(First);
        await world.DeployAsync(Second);
        var back = await world.DeployAsync(First);
        Assert.Equal(DeployOutcome.Done, back.Outcome);
        Assert.Equal("comes Retired 30, goes Published 20, keeps Published 10, stays Published 5; cap 3; age; \"one\"", await world.SeenAsync());
        Assert.Equal(3, (await world.Library.GetAsync(new("keeps"), Cancel))!.LiveVersion);
        Assert.Equal(1, (await world.Library.GetAsync(new("goes"), Cancel))!.LiveVersion); // it is what it was
        Assert.Equal([First.Manifest.Id, Second.Manifest.Id, First.Manifest.Id],
            (await world.Library.DeploymentsAsync(10, Cancel)).Select(deployment => deployment.Release));
    }

    [Fact]
    public async Task Deploy_JourneyThatWasPausedOrRetiredByHand_LeavesItSo()
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.DeployAsync(First);
        await world.Library.PauseAsync(new("keeps"), Cancel);
        await world.Library.RetireAsync(new("stays"), endRunning: false, Cancel);
        Assert.Equal(["journeys/stays.json is not live as the release has it"], world.Library.Snapshot.Drift());
        await world.DeployAsync(Second);
        Assert.StartsWith("comes Published 30, goes Retired 20, keeps Paused 11, stays Retired 5;", await world.SeenAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deploy_JourneyThatNoReleaseHas_LeavesItAlone()
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.DeployAsync(First);
        await world.Library.SaveDraftAsync(new("mine"), Encoding.UTF8.GetBytes(ReleaseWorld.Journey("mine", 40)), Cancel);
        await world.Library.PublishAsync(new("mine"), Cancel);
        var plan = await world.Library.PlanAsync(Second, Cancel);
        Assert.Equal(DocumentChange.Left, plan.Documents.Single(document => document.Id == "mine").Change);
        await world.DeployAsync(Second);
        Assert.Contains("mine Published 40", await world.SeenAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deploy_DraftsWithoutOtherChanges_FollowTheRelease_AndOthersStay()
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.DeployAsync(First);
        var mine = ReleaseWorld.Journey("keeps", 77);
        await world.Library.SaveDraftAsync(new("keeps"), Encoding.UTF8.GetBytes(mine), Cancel);
        await world.DeployAsync(Second);
        var keeps = (await world.Library.GetAsync(new("keeps"), Cancel))!;
        Assert.Equal(mine, keeps.Draft!.Text);
        Assert.True(keeps.HasUnpublishedChanges);

        // Publishing what nobody has changed takes no release back.
        Assert.Equal(LibraryOutcome.Unchanged, (await world.Library.PublishAsync(new("comes"), Cancel)).Outcome);
        Assert.Equal(SeenSecond, await world.SeenAsync());
    }

    [Fact]
    public async Task Deploy_ReleaseWithErrors_ChangesNothing_AndTellsAll()
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.DeployAsync(First);
        var broken = ReleaseWorld.Of(
            ("catalog.json", ReleaseWorld.Catalog("age")),
            ("contact-policy.json", """{ "timeZone": "Asia/Nowhere" }"""),
            ("journeys/a.json", ReleaseWorld.Journey("a", 1).Replace("app.opened", "app.closed", StringComparison.Ordinal)),
            ("journeys/b.json", ReleaseWorld.Journey("a", 2)),
            ("journeys/c.json", "{"),
            ("templates/hello/hello.sms.en.scriban", "{{ if }"));
        var result = await world.DeployAsync(broken);
        Assert.Equal(DeployOutcome.Refused, result.Outcome);
        Assert.Equal(["contact-policy.json", "journeys/a.json", "journeys/b.json", "journeys/c.json", "templates/hello/hello.sms.en.scriban"],
            result.Plan.Findings.Where(found => found.Finding.Severity == FindingSeverity.Error).Select(found => found.File).Distinct().Order());
        Assert.Equal(SeenFirst, await world.SeenAsync());
        Assert.Equal(1, (await world.Library.ReadReleaseAsync(Cancel)).Live!.Number);
    }

    [Fact]
    public async Task Deploy_ExpectingAnother_ChangesNothing()
    {
        await using var world = await ReleaseWorld.StartAsync();
        Assert.Equal(DeployOutcome.Conflict, (await world.DeployAsync(First, new(Release: "abc"))).Outcome);
        Assert.Equal(DeployOutcome.Done, (await world.DeployAsync(First, new(Release: DeployExpectation.None))).Outcome);
        Assert.Equal(DeployOutcome.Conflict, (await world.DeployAsync(Second, new(Release: DeployExpectation.None))).Outcome);
        var plan = await world.Library.PlanAsync(Second, Cancel);
        await world.Library.PauseAsync(new("keeps"), Cancel); // somebody does something that was not planned with
        Assert.Equal(DeployOutcome.Conflict, (await world.DeployAsync(Second, new(plan.Head.Revision))).Outcome);
        plan = await world.Library.PlanAsync(Second, Cancel);
        Assert.Equal(DeployOutcome.Done, (await world.DeployAsync(Second, new(plan.Head.Revision, First.Manifest.Id[..12]))).Outcome);
        // Whoever did not hear of it asks again.
        Assert.Equal(DeployOutcome.Unchanged, (await world.DeployAsync(Second, new(plan.Head.Revision))).Outcome);
    }

    [Fact]
    public async Task Deploy_AtTheSameTime_OneWins_AndTheOthersAreTold()
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.DeployAsync(First);
        var expected = new DeployExpectation(Release: First.Manifest.Id);
        var all = Enumerable.Range(0, 6).Select(i => ReleaseWorld.Content($"text {i}", 2 + i, "size", ("keeps", 40 + i))).ToList();
        var results = await Task.WhenAll(all.Select(content => Task.Run(() => world.DeployAsync(content, expected, world.NewLibrary()))));
        var winner = Assert.Single(results, result => result.Outcome == DeployOutcome.Done);
        Assert.Equal(5, results.Count(result => result.Outcome == DeployOutcome.Conflict));
        var won = results.IndexOf(winner);
        Assert.Equal($"goes Retired 20, keeps Published {40 + won}, stays Retired 5; cap {2 + won}; size; \"text {won}\"", await world.SeenAsync());
    }

    [Fact]
    public async Task Deploy_WhileAJourneyIsPublishedByHand_LosesNeither()
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.DeployAsync(First);
        using var other = world.NewLibrary();
        await other.RefreshAsync(Cancel);
        await other.SaveDraftAsync(new("keeps"), Encoding.UTF8.GetBytes(ReleaseWorld.Journey("keeps", 70)), Cancel);

        // Right before the write that decides: the release comes later, and has its way.
        var release = await world.AddAsync(Second);
        world.Store.Before("Commit documents", async () => await other.PublishAsync(new("keeps"), Cancel));
        Assert.Equal(DeployOutcome.Done, (await world.Library.DeployAsync(release, "ann", "why", DeployExpectation.Any, Cancel)).Outcome);
        Assert.Equal(SeenSecond, await world.SeenAsync());

        // The other way round: whoever pauses a journey pauses that of the release.
        var back = await world.AddAsync(First);
        var pauses = new CrashingStore(world.Rows, null!);
        using var pausing = world.NewLibrary(pauses);
        await pausing.RefreshAsync(Cancel);
        pauses.Before("Commit documents", async () =>
            await world.Library.DeployAsync(back, "ann", "back", DeployExpectation.Any, Cancel));
        Assert.Equal(LibraryOutcome.Done, (await pausing.PauseAsync(new("keeps"), Cancel)).Outcome);
        Assert.StartsWith("comes Retired 30, goes Published 20, keeps Paused 10,", await world.SeenAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deploy_ManyJourneys_ComeIntoForceTogether()
    {
        await using var world = await ReleaseWorld.StartAsync();
        var many = Enumerable.Range(0, 130).Select(i => ($"j{i:D3}", 1)).ToArray();
        await world.DeployAsync(ReleaseWorld.Content("one", 3, "age", many));
        var next = await world.AddAsync(ReleaseWorld.Content("two", 3, "age", [.. many.Select(journey => (journey.Item1, 2))]));
        var decided = world.Store.Calls;
        await world.Library.DeployAsync(next, "ann", "why", DeployExpectation.Any, Cancel);
        Assert.True(world.Library.Snapshot.Release.IsComplete);
        Assert.All(world.Library.Journeys, live => Assert.Equal(2, live.Definition.Priority));
        Assert.True(world.Store.Calls > decided);
        Assert.Equal("two", ReleaseWorld.Text(world.Library));
    }

    [Fact]
    public async Task Deploy_JourneysThatEnterByDates_AreSweptOnce()
    {
        await using var world = await ReleaseWorld.StartAsync();
        var byDate = ReleaseWorld.Journey("dates", 10).Replace("\"on\": \"app.opened\"",
            "\"before\": { \"date\": \"customer.birth_date\", \"by\": \"P7D\" }", StringComparison.Ordinal);
        var files = ReleaseWorld.Content("one", 3, "age").Files.Select(file => (file.Path, Text: Encoding.UTF8.GetString(file.Content.Span)));
        var content = ReleaseWorld.Of([.. files.Where(file => file.Path != "catalog.json"), ("catalog.json", ReleaseWorld.Catalog("birth_date", "date")),
            ("journeys/dates.json", byDate)]);
        await world.DeployAsync(content);
        Assert.Equal([SweepKind.Dates], (await new Campaigns.Runtime.Sweeps.SweepTable(world.Rows).OpenAsync(Cancel)).Where(s => s.Sweep.Journey.Value == "dates").Select(s => s.Sweep.Kind));
    }
}
