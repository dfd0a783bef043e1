using Campaigns.Api.Tests.Hosting;
using Campaigns.Model;
using Campaigns.Senders.Links;

namespace Campaigns.Api.Tests.Unsubscribe;

public sealed class UnsubscribeTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string OneClick = "List-Unsubscribe=One-Click";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "en", "Stop messages by e-mail")]
    [InlineData("zh-TW,zh;q=0.9,en;q=0.5", "zh-Hant", "停止以電子郵件發送")]
    [InlineData("zh-HK,zh;q=0.9", "zh-Hant-HK", "停止所有渠道的優惠訊息")]
    [InlineData("yue", "zh-Hant-HK", "停止以電子郵件發送")]
    [InlineData("zh-US", "zh-Hant", "停止以電子郵件發送")]
    [InlineData("zh-CN", "zh-Hans", "停止以电子邮件发送")]
    [InlineData("fr-FR,de;q=0.9", "en", "Stop messages by e-mail")]
    public async Task Page_Get_IsInTheCustomersLanguage_AndChangesNothing(string accept, string language, string button)
    {
        var token = Token("page", Channel.Email);
        var before = await host.ContentAsync();
        var answer = await host.SendAsync(HttpMethod.Get, $"/api/unsubscribe/{token}", null, "", ("Accept-Language", accept));
        Assert.Equal((200, "text/html"), (answer.Status, answer.ContentType));
        Assert.Contains($"<html lang=\"{language}\">", answer.Text, StringComparison.Ordinal);
        Assert.Contains(button, System.Net.WebUtility.HtmlDecode(answer.Text), StringComparison.Ordinal);
        Assert.Contains("<form method=\"post\">", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("page-customer", answer.Text, StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        Assert.Equal(["no-referrer"], answer.Headers.GetValues("Referrer-Policy"));
        Assert.Equal(before, await host.ContentAsync());
    }

    [Fact]
    public async Task OneClick_RefusesTheChannel_WithEmptyAnswer()
    {
        var customer = await ConsentedAsync("one-click");
        var answer = await host.PostAsync($"/api/unsubscribe/{Token("one-click", Channel.Email)}", OneClick,
            "application/x-www-form-urlencoded");
        Assert.Equal((200, ""), (answer.Status, answer.Text));
        var profile = (await host.Customers.LoadAsync(customer, Cancel)).Profile;
        Assert.False(profile.HasConsent(Channel.Email, "marketing"));
        Assert.True(profile.HasConsent(Channel.Sms, "marketing"));
        Assert.Equal("unsubscribe-link", profile.Consents.Single(consent => consent.Channel == Channel.Email).How);
    }

    [Theory]
    [InlineData("multipart")]
    [InlineData("empty")]
    [InlineData("garbled")]
    public async Task OneClick_EveryContentType_IsAccepted(string how)
    {
        var customer = await ConsentedAsync($"post-{how}");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/unsubscribe/{Token($"post-{how}", Channel.Email)}");
        if (how == "multipart") // RFC 8058, section 3.2, allows both
            request.Content = new MultipartFormDataContent { { new StringContent("One-Click"), "List-Unsubscribe" } };
        else if (how == "garbled")
            request.Content =
                new StringContent("no boundary at all",
                    new System.Net.Http.Headers.MediaTypeHeaderValue("multipart/form-data") { Parameters = { new("boundary", "b") } });
        var answer = await host.SendAsync(request);
        Assert.Equal((200, ""), (answer.Status, answer.Text));
        Assert.False((await host.Customers.LoadAsync(customer, Cancel)).Profile.HasConsent(Channel.Email, "marketing"));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7")]
    [InlineData("application/x-www-form-urlencoded; charset=nonsense")]
    [InlineData("multipart/form-data")]
    public async Task OneClick_InAnEncodingThatNobodyReads_IsAccepted(string contentType)
    {
        var name = $"encoding-{contentType.Length}";
        await ConsentedAsync(name);
        var answer = await host.PostAsync($"/api/unsubscribe/{Token(name, Channel.Email)}", OneClick, contentType);
        Assert.Equal((200, ""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Page_PostEverything_RefusesEveryChannel_AndConfirms()
    {
        var customer = await ConsentedAsync("everything");
        var answer = await host.PostAsync($"/api/unsubscribe/{Token("everything", Channel.Sms)}?lang=zh-Hant", "page=zh-Hant&scope=all",
            "application/x-www-form-urlencoded");
        Assert.Equal(200, answer.Status);
        Assert.Contains("已完成", System.Net.WebUtility.HtmlDecode(answer.Text), StringComparison.Ordinal);
        var profile = (await host.Customers.LoadAsync(customer, Cancel)).Profile;
        Assert.All(Channel.Contactable, channel => Assert.False(profile.HasConsent(channel, "marketing")));
    }

    [Fact]
    public async Task Page_PostLess_SetsThePreference_AndRefusesNothing()
    {
        var customer = await ConsentedAsync("less");
        var answer = await host.PostAsync($"/api/unsubscribe/{Token("less", Channel.Email)}?lang=zh-Hans", "page=zh-Hans&scope=less",
            "application/x-www-form-urlencoded");
        Assert.Equal(200, answer.Status);
        Assert.Contains("减少发送", System.Net.WebUtility.HtmlDecode(answer.Text), StringComparison.Ordinal);
        var profile = (await host.Customers.LoadAsync(customer, Cancel)).Profile;
        Assert.True(profile.Preferences is { Less: true, How: "unsubscribe-link" });
        Assert.True(profile.HasConsent(Channel.Email, "marketing"));
    }

    [Fact]
    public async Task SameLink_AfterNewConsent_RefusesAgain()
    {
        var customer = await ConsentedAsync("again");
        var token = Token("again", Channel.Email);
        foreach (var _ in (int[])[1, 2])
        {
            host.Time.Advance(TimeSpan.FromMinutes(1));
            await ConsentedAsync("again");
            host.Time.Advance(TimeSpan.FromMinutes(1));
            await host.PostAsync($"/api/unsubscribe/{token}", OneClick, "application/x-www-form-urlencoded");
            Assert.False((await host.Customers.LoadAsync(customer, Cancel)).Profile.HasConsent(Channel.Email, "marketing"));
        }
    }

    [Fact]
    public async Task InvalidToken_UnsubscribesNobody()
    {
        var valid = Token("forged", Channel.Email);
        var click = host.Links.Create(new LinkClaims(LinkPurpose.Click, new("forged-customer"), new("m"), Channel.Email));
        var before = await host.ContentAsync();
        foreach (var token in (string[])[click, valid[..^2] + (valid[^2] == 'A' ? "BB" : "AA"), "nonsense", new('x', 5000)])
        {
            Assert.Equal(404, (await host.GetAsync($"/api/unsubscribe/{token}")).Status);
            Assert.Equal(404, (await host.PostAsync($"/api/unsubscribe/{token}", OneClick, "application/x-www-form-urlencoded")).Status);
            Assert.Equal("text/html",
                (await host.PostAsync($"/api/unsubscribe/{token}", "page=en&scope=all", "application/x-www-form-urlencoded")).ContentType);
        }

        Assert.Equal(before, await host.ContentAsync());
    }

    [Fact]
    public async Task StoreUnavailable_IsNotConfirmed()
    {
        var token = Token("away", Channel.Email);
        host.Rows.IsUnavailable = true;
        Assert.Equal(503, (await host.PostAsync($"/api/unsubscribe/{token}", OneClick, "application/x-www-form-urlencoded")).Status);
        host.Rows.IsUnavailable = false;
        var large = new string('x', 5000);
        foreach (var chunked in (bool[])[false, true])
        {
            using var request =
                new HttpRequestMessage(HttpMethod.Post,
                    $"/api/unsubscribe/{token}")
                { Content = new StringContent(large, null, "application/x-www-form-urlencoded") };
            request.Headers.TransferEncodingChunked = chunked;
            Assert.Equal(413, (await host.SendAsync(request)).Status);
        }
    }

    private async Task<CustomerId> ConsentedAsync(string name)
    {
        var put = await host.PutAsync($"/api/customers/{name}-customer",
            """{ "consents": [ { "channel": "email", "granted": true }, { "channel": "sms", "granted": true } ] }""");
        Assert.Equal(200, put.Status);
        return new CustomerId($"{name}-customer");
    }

    private string Token(string name, Channel channel) =>
        host.Links.Create(new LinkClaims(LinkPurpose.Unsubscribe, new($"{name}-customer"), new($"{name}-message"), channel));
}
