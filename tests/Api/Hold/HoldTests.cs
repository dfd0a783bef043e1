using System.Text.Json;
using Campaigns.Api.Tests.Hosting;
using Campaigns.Model;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;

namespace Campaigns.Api.Tests.Hold;

/// <summary>The switch as operators and other hosts see it.</summary>
public sealed class HoldTests : IAsyncLifetime
{
    private readonly ApiHost _host = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static List<string> Lines(JsonElement answer, string list) => [.. answer.GetProperty(list).EnumerateArray().Select(one =>
        string.Join(' ', one.EnumerateObject().Where(property => property.Name is not ("since" or "at")).Select(property => property.Value.ToString())))];

    [Fact]
    public async Task HeldAndReleased_TellsWhoAndWhy_AndKeepsIt()
    {
        Assert.Empty(Lines((await _host.GetAsync("/api/hold")).Json, "held"));
        var held = await _host.PutAsync("/api/hold", """{ "because": "wrong premium" }""");
        Assert.Equal((200, "all the host's key wrong premium"), (held.Status, Assert.Single(Lines(held.Json, "held"))));

        var again = await _host.PutAsync("/api/hold", """{ "because": "another reason" }"""); // it is held already, for the first one
        Assert.Equal("all the host's key wrong premium", Assert.Single(Lines(again.Json, "held")));

        var released = await _host.SendAsync(HttpMethod.Delete, "/api/hold");
        Assert.Empty(Lines(released.Json, "held"));
        Assert.Equal(["True all the host's key", "False all the host's key wrong premium"], Lines(released.Json, "changes"));
    }

    [Fact]
    public async Task Channels_AreHeldAndReleasedByThemselves()
    {
        await _host.PutAsync("/api/hold", """{ "channel": "sms" }""");
        await _host.PutAsync("/api/hold", """{ "channel": "push" }""");
        Assert.Equal(["push the host's key", "sms the host's key"], Lines((await _host.GetAsync("/api/hold")).Json, "held"));
        Assert.Equal(["sms the host's key"], Lines((await _host.SendAsync(HttpMethod.Delete, "/api/hold?channel=push")).Json, "held"));

        await _host.PutAsync("/api/hold", "");
        // All but one: the others stay held, as since and for what all were.
        Assert.Equal(["agent the host's key", "call the host's key", "push the host's key", "sms the host's key", "wechat the host's key"],
            Lines((await _host.SendAsync(HttpMethod.Delete, "/api/hold?channel=email")).Json, "held"));
        Assert.Null(_host.Library.Hold.Of(Channel.Email));
        await _host.SendAsync(HttpMethod.Delete, "/api/hold?channel=sms"); // that was held by itself too
        Assert.Null(_host.Library.Hold.Of(Channel.Sms));
        Assert.NotNull(_host.Library.Hold.Of(Channel.Push));
        Assert.Empty(Lines((await _host.SendAsync(HttpMethod.Delete, "/api/hold")).Json, "held"));
    }

    [Fact]
    public async Task Held_IsToldByHealthAndStatus_ByHealthWithoutNamesAndReasons()
    {
        await _host.PutAsync("/api/hold", """{ "because": "wrong premium" }""");

        var health = (await _host.GetAsync("/api/health")).Json;
        Assert.Equal("degraded", health.GetProperty("status").GetString());
        Assert.Equal("All messages are held since 2026-03-02 04:00:00Z.", health.GetProperty("reason").GetString());
        var status = (await _host.GetAsync("/api/status")).Json;
        Assert.Equal("degraded", status.GetProperty("status").GetString());
        Assert.Equal("All messages are held since 2026-03-02 04:00:00Z by the host's key (wrong premium): 'campaigns release' lets them go.",
            Assert.Single(status.GetProperty("reasons").EnumerateArray()).GetString());
        Assert.Single(Lines(status, "held"));
    }

    [Theory]
    [InlineData("GET", ApiScopes.Reader, 200)]
    [InlineData("PUT", ApiScopes.Operator, 200)]
    [InlineData("PUT", ApiScopes.Approver, 403)]
    [InlineData("DELETE", ApiScopes.Operator, 200)]
    [InlineData("DELETE", ApiScopes.Reader, 403)]
    public async Task OperatorsTurnIt(string method, ApiScopes scope, int status)
    {
        var secret = await _host.AddKeyAsync("someone", scope);
        _host.Client.DefaultRequestHeaders.Remove("x-functions-key");
        Assert.Equal(status, (await _host.SendAsync(new HttpMethod(method), "/api/hold", headers: ("x-functions-key", secret))).Status);
    }

    [Fact]
    public async Task AnotherHost_LooksWithinFifteenSeconds_ThoughNothingRefreshesIt()
    {
        using var other = await _host.NewLibraryAsync();
        Assert.False((await other.LookAtHoldAsync(Cancel)).IsOn);
        await _host.PutAsync("/api/hold", "");
        Assert.False((await other.LookAtHoldAsync(Cancel)).IsOn); // no read for each message

        _host.Time.Advance(CampaignLibrary.MaxHoldAge.ToTimeSpan());
        Assert.True((await other.LookAtHoldAsync(Cancel)).IsOn);

        await _host.SendAsync(HttpMethod.Delete, "/api/hold");
        await other.RefreshAsync(Cancel); // what hosts do every few seconds
        Assert.False(other.Hold.IsOn);
    }

    [Fact]
    public async Task AnotherHost_StoreIsAway_SendsNothingThatItMayNot()
    {
        using var other = await _host.NewLibraryAsync();
        _host.Time.Advance(CampaignLibrary.MaxHoldAge.ToTimeSpan());
        _host.Rows.IsUnavailable = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await other.LookAtHoldAsync(Cancel));
        _host.Rows.IsUnavailable = false;
    }

    [Fact]
    public async Task TwoHosts_HoldAtTheSameTime_BothHold()
    {
        using var other = await _host.NewLibraryAsync();
        Channel[] channels = [.. Channel.Contactable, Channel.Agent];
        await Task.WhenAll(channels.Select((channel, i) =>
            Task.Run(async () => await (i % 2 == 0 ? other : _host.Library).HoldAsync(channel, "ops", null, Cancel), Cancel)));

        await other.RefreshAsync(Cancel);
        Assert.All(channels, channel => Assert.NotNull(other.Hold.Of(channel)));
        Assert.Equal(channels.Length, (await other.HoldChangesAsync(Cancel)).Count);
    }

    [Theory]
    [InlineData("@hold", "nonsense")]
    [InlineData("@contact-policy", "{ \"text\": \"nonsense\" }")]
    public async Task SomethingCannotBeRead_TheHoldHoldsAllTheSame_AndCanBeReleased(string document, string row)
    {
        await _host.PutAsync("/api/hold", """{ "channel": "sms" }""");
        await _host.Rows.CommitAsync(DocumentTable.Table, document, [new RowChange.Upsert("v00001", System.Text.Encoding.UTF8.GetBytes(row))], Cancel);
        using var other = new CampaignLibrary(_host.Rows, _host.Sweeps, (_, _) => throw new NotSupportedException(), _host.Time);
        try
        {
            await other.RefreshAsync(Cancel);
        }
        catch (InvalidDataException)
        {
            Assert.Equal("@contact-policy", document);
        }

        Assert.NotNull(other.Hold.Of(Channel.Sms));
        await other.ReleaseAsync(channel: null, "ops", Cancel);
        Assert.False(other.Hold.IsOn);
    }
}
