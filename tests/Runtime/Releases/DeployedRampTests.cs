using Campaigns.Model;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Releases;

/// <summary>A release whose journeys ramp comes before a share of the customers from the moment it is in force, and goes back for all.</summary>
public sealed class DeployedRampTests
{
    private static readonly JourneyId Id = new("keeps");
    private static readonly ReleaseContent First = Content("one", 10, "");
    private static readonly ReleaseContent Second = Content("two", 11, "\"ramp\": { \"steps\": [5, 100] },");

    private static ReleaseContent Content(string text, int priority, string ramp) => ReleaseWorld.Of(
        ("catalog.json", ReleaseWorld.Catalog("age")), ("contact-policy.json", """{ "timeZone": "Asia/Taipei" }"""),
        ("templates/hello/hello.sms.en.scriban", text),
        ("journeys/keeps.json", ReleaseWorld.Journey("keeps", priority).Replace("\"category\"", $"{ramp} \"category\"", StringComparison.Ordinal)));

    private static string Seen(CampaignLibrary library) => library.Snapshot.Find(Id) is not { } live ? "nothing"
        : $"v{live.Definition.Version}{(live.Ramp is { } ramp ? $" {ramp.Share} % of v{ramp.Former?.Version}" : "")}";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deploy_KilledAtAnyCall_NoHostSeesTheVersionBeforeAll(bool afterwards)
    {
        var calls = await LiveAsync(int.MaxValue, afterwards);
        await Parallel.ForEachAsync(SweptCases.Of(calls), ReleaseWorld.Cancel, async (call, _) => await LiveAsync(call, afterwards));
    }

    private static async Task<IReadOnlyList<int>> LiveAsync(int dieAt, bool afterwards)
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.DeployAsync(First);
        world.Time.MoveTo(CampaignHarness.At("2026-06-01 13:00"));
        var before = world.Store.Calls;
        if (dieAt < int.MaxValue)
            world.Store.CrashAt(dieAt, afterwards);
        try
        {
            await world.DeployAsync(Second);
        }
        catch (StoreUnavailableException)
        {
            using var other = world.NewLibrary();
            await other.RefreshAsync(ReleaseWorld.Cancel);
            Assert.Contains(Seen(other), (string[])["v1", "v2 5 % of v1"]);
        }

        var calls = world.Store.CrashPoints(before);
        world.Store.Restart();
        await world.DeployAsync(Second);
        using var host = world.NewLibrary();
        await host.RefreshAsync(ReleaseWorld.Cancel);
        Assert.Equal("v2 5 % of v1", Seen(host));
        Assert.Equal("ann", Assert.Single((await host.GetAsync(Id, ReleaseWorld.Cancel))!.Ramp!.Changes).By);

        // Raised by hand, it stays so through deployments that do not touch the journey.
        await host.RampAsync(Id, 25, "bob", null, counted: null, ReleaseWorld.Cancel);
        await world.DeployAsync(Content("three", 11, "\"ramp\": { \"steps\": [5, 100] },"));
        await host.RefreshAsync(ReleaseWorld.Cancel);
        Assert.Equal("v2 25 % of v1", Seen(host));

        await world.DeployAsync(First); // back, for all
        await host.RefreshAsync(ReleaseWorld.Cancel);
        Assert.Equal("v3", Seen(host));
        await world.DeployAsync(Second); // that never came before all
        await host.RefreshAsync(ReleaseWorld.Cancel);
        Assert.Equal("v4 5 % of v3", Seen(host));
        return calls;
    }
}
