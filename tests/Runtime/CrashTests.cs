using Campaigns.Model;
using Campaigns.Model.Messages;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests;

/// <summary>The process dies at every single call to the outside, before and after it took effect, and is started again.</summary>
public sealed class CrashTests
{
    private static readonly string Journey = Stories.Of("hello", $$"""
        {{Stories.Send("a", "\"push\", \"sms\"", ", \"fallback\": true")}}, {{Stories.Send("b", "\"email\"")}}, { "id": "w", "wait": "P2D" }, {{Stories.Send("c")}}
        """);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DiesAtAnyCall_EveryMessageIsDeliveredExactlyOnce(bool afterwards)
    {
        var calls = await LiveAsync(keyed: true, int.MaxValue, afterwards);
        Assert.InRange(calls.Count, 30, 400);
        await Parallel.ForEachAsync(SweptCases.Of(calls), World.Cancel, async (call, _) => await LiveAsync(keyed: true, call, afterwards));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DiesAtAnyCall_AProviderWithoutKeysGetsEachMessageAtMostOnce_AndNoneIsLostSilently(bool afterwards)
    {
        var calls = await LiveAsync(keyed: false, int.MaxValue, afterwards);
        await Parallel.ForEachAsync(SweptCases.Of(calls), World.Cancel, async (call, _) => await LiveAsync(keyed: false, call, afterwards));
    }

    /// <returns>The calls to the outside that a life takes, of those at which to die.</returns>
    private static async Task<IReadOnlyList<int>> LiveAsync(bool keyed, int dieAt, bool afterwards)
    {
        var phone = new Phone(keyed) { Reports = true, Answer = m => m.Channel == Channel.Push ? new ProviderAnswer.Rejected("bad-token", SuppressAddress: true) : new ProviderAnswer.Accepted() };
        await using var world = await World.AtAsync("2026-06-01 12:00", null, phone, Journey);
        await world.MeetAsync();
        var opened = world.Event("ann", "app.opened");
        var before = world.Store.Calls;
        if (dieAt < int.MaxValue)
            world.Store.DieAt(dieAt, afterwards);

        await world.UntilDoneAsync(async () => await world.Runner.TakeAsync(opened, World.Cancel));
        await world.UntilDoneAsync(() => world.RunToAsync("2026-06-05 00:00"));

        var calls = world.Store.Deaths(before);
        var lines = await world.TimelineAsync("ann", "sent", "unknown");
        var told = $"died {(afterwards ? "after" : "before")} call {dieAt}: {string.Join("; ", lines)}";
        Assert.True(phone.Delivered.Select(m => m.Id).Distinct().Count() == phone.Delivered.Count, told);
        Assert.True(lines.Select(line => line.Split(' ')[3]).Order(StringComparer.Ordinal).SequenceEqual(keyed || lines.Count == 3 ? ["a", "b", "c"] : ["b", "c"]), told);
        Assert.True(!keyed || phone.Delivered.Count == 3, told);
        // Whatever went out, its reports and clicks will find whom it went to.
        world.Store.StartAgain();
        foreach (var message in phone.Delivered)
        {
            Assert.Equal("ann", Assert.Single(await world.Engine.Customers.Reports.FindAsync($"phone:{message.To}", World.Cancel)).Customer.Value);
            if (message.Content is RenderedMessage.Text text)
                Assert.Equal(message.Id, (await world.Engine.Customers.Links.FindAsync(text.Body.Split("https://go.insurer.example/")[1][..16], World.Cancel))?.Message);
        }

        return calls;
    }
}
