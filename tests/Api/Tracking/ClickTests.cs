using Campaigns.Api.Tests.Hosting;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Senders.Links;

namespace Campaigns.Api.Tests.Tracking;

/// <summary>An action link notes the click and leads to where the message said, and nowhere else.</summary>
public sealed class ClickTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Target = "https://insurer.example/m/abc?x=1&y=2";

    private const string Code = "57j57qpfsjdt0vdm";
    private static readonly MessageId Message = new("57j57qpfsjdt0vdm82763ayb5e");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Click_IsRecordedOnceAMinute_AndRedirects()
    {
        await host.PutAsync("/api/customers/clicks", "{}");
        var link = Link("clicks");
        for (var i = 0; i < 2; i++)
        {
            var answer = await host.SendAsync(HttpMethod.Get, link);
            Assert.Equal((302, Target), (answer.Status, answer.Headers.GetValues("Location").Single()));
            Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        }

        Assert.Equal([TimelineEventKind.Clicked], await KindsAsync("clicks"));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("https://insurer.example/m/abc?x=1&y=3")]
    [InlineData("")]
    public async Task Click_OtherTarget_IsRefused(string target)
    {
        await host.PutAsync("/api/customers/elsewhere", "{}");
        var answer = await host.SendAsync(HttpMethod.Get, Link("elsewhere", shown: target));

        Assert.Equal((404, "bad-token"), (answer.Status, answer.Json.GetProperty("errors")[0].GetProperty("code").GetString()));
        Assert.Empty(await KindsAsync("elsewhere"));
    }

    [Fact]
    public async Task Click_UnsubscribeToken_IsRefused()
    {
        var token = host.Links.Create(new LinkClaims(LinkPurpose.Unsubscribe, new("c"), new("m"), Channel.Email, TargetHash.Of(Target)));

        Assert.Equal(404, (await host.SendAsync(HttpMethod.Get, $"/api/c/{token}?to={Uri.EscapeDataString(Target)}")).Status);
    }

    [Fact]
    public async Task Click_HeadRequestOrPrefetch_IsNotRecorded()
    {
        await host.PutAsync("/api/customers/looks", "{}");

        Assert.Equal(302, (await host.SendAsync(HttpMethod.Head, Link("looks"))).Status);
        Assert.Equal(302, (await host.SendAsync(HttpMethod.Get, Link("looks"), null, "", ("Sec-Purpose", "prefetch"))).Status);
        Assert.Empty(await KindsAsync("looks"));
    }

    [Fact]
    public async Task Click_StoreUnavailable_RedirectsAnyway()
    {
        await using var own = new ApiHost();
        await own.InitializeAsync();
        await own.PutAsync("/api/customers/away", "{}");
        own.Rows.IsUnavailable = true;
        var answer = await own.SendAsync(HttpMethod.Get, Link("away", own: own));
        own.Rows.IsUnavailable = false;

        Assert.Equal((302, Target), (answer.Status, answer.Headers.GetValues("Location").Single()));
    }

    [Fact]
    public async Task ShortLink_IsRecorded_AndRedirects()
    {
        await host.PutAsync("/api/customers/short", "{}");
        var code = await KeepAsync("short", host);
        for (var i = 0; i < 2; i++)
        {
            var answer = await host.SendAsync(HttpMethod.Get, $"/api/m/{code}");
            Assert.Equal((302, Target), (answer.Status, answer.Headers.GetValues("Location").Single()));
            Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        }

        Assert.Equal(302, (await host.SendAsync(HttpMethod.Get, $"/api/m/{code}", null, "", ("Sec-Purpose", "prefetch"))).Status);
        var timelineEvent = Assert.Single(await host.Customers.ReadTimelineAsync(new CustomerId("short"), Cancel).ToListAsync(Cancel));
        Assert.Equal((TimelineEventKind.Clicked, Message), (timelineEvent.Kind, timelineEvent.Message));
    }

    [Theory]
    [InlineData("0000000000000000")]
    [InlineData("57j57qpfsjdt0vdm8")]
    [InlineData("57j57qpfsjdt0vdm82763ayb5e")]
    [InlineData("57j57qpf%2Fjdt0vd")]
    [InlineData("x")]
    public async Task ShortLink_UnknownCode_IsRefused(string code)
    {
        await KeepAsync("others", host);
        var answer = await host.SendAsync(HttpMethod.Get, $"/api/m/{code}");

        Assert.Equal((404, "bad-token"), (answer.Status, answer.Json.GetProperty("errors")[0].GetProperty("code").GetString()));
    }

    [Fact]
    public async Task ShortLink_ThatHasEnded_IsRefused_AlsoBeforeItIsRemoved()
    {
        const string code = "endedendedended1";
        var now = NodaTime.Instant.FromDateTimeOffset(host.Time.GetUtcNow());
        ShortLink link = new(code, new("c-ended"), Message, Target, now + NodaTime.Duration.FromSeconds(1));
        await host.Customers.Links.SaveAsync(link, Cancel);
        Assert.Equal(302, (await host.SendAsync(HttpMethod.Get, $"/api/m/{code}")).Status);

        await host.Customers.Links.SaveAsync(link with { Ends = now }, Cancel);
        Assert.Equal(404, (await host.SendAsync(HttpMethod.Get, $"/api/m/{code}")).Status);
    }

    private static async Task<string> KeepAsync(string customer, ApiHost own)
    {
        await own.Customers.Links.SaveAsync(new ShortLink(Code, new(customer), Message, Target), Cancel);
        return Code;
    }

    private string Link(string customer, string shown = Target, ApiHost? own = null) =>
        $"/api/c/{(own ?? host).Links.Create(new LinkClaims(LinkPurpose.Click, new(customer), new("m1"), Channel.Email, TargetHash.Of(Target)))}?to={Uri.EscapeDataString(shown)}";

    private async Task<List<string>> KindsAsync(string customer) =>
        [
            .. (await host.Customers.ReadTimelineAsync(new CustomerId(customer), Cancel).ToListAsync(Cancel)).Select(timelineEvent =>
                timelineEvent.Kind)];
}
