using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MimeKit;

namespace Campaigns.Local.Tests.Hosting;

/// <summary>The links in messages lead to the host that sent them, whichever port it was given.</summary>
public sealed partial class HostLinkTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-link-");
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false });

    public void Dispose()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task AnyFreePort_UnsubscribeLinksLeadToTheBoundOne()
    {
        using var host = await HostProcess.StartAsync(_folder.FullName);
        using var mail = await MailAsync(host);

        var unsubscribe = new Uri(mail.Headers["List-Unsubscribe"]!.Trim().TrimStart('<').Split('>')[0]);
        Assert.Equal(("localhost", host.Address.Port), (unsubscribe.Host, unsubscribe.Port));
        Assert.StartsWith("/api/unsubscribe/", unsubscribe.AbsolutePath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ActionLink_Followed_RedirectsToTheSite_AndTheJourneyReceivesTheClick()
    {
        using var host = await HostProcess.StartAsync(_folder.FullName);
        using var mail = await MailAsync(host);

        var link = new Uri(WebUtility.HtmlDecode(ActionLink().Match(mail.HtmlBody!).Groups[1].Value));
        Assert.Contains(link.AbsoluteUri, mail.TextBody, StringComparison.Ordinal);
        using var answer = await _http.GetAsync(link, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Redirect, "insurer.example"), (answer.StatusCode, answer.Headers.Location?.Host));

        await ThankedAsync(host);
    }

    [Fact]
    public async Task ShortLink_Followed_RedirectsToTheSite_AndTheJourneyReceivesTheClick()
    {
        var cancel = TestContext.Current.CancellationToken;
        var senders = Path.Combine(_folder.FullName, "senders.json");
        await File.WriteAllTextAsync(senders, $$"""
            { "providers": { "box": { "kind": "outbox", "outbox": { "root": {{JsonSerializer.Serialize(Path.Combine(_folder.FullName, "outbox"))}} } } },
              "channels": { "sms": "box" }, "correspondence": { "shortLinks": "https://go.insurer.example" } }
            """, cancel);
        using var host = await HostProcess.StartAsync(_folder.FullName, "--senders", senders);
        await TellAsync(host, "sms", "gift/claim", "service"); // which may be sent at any hour

        var text = await File.ReadAllTextAsync(await OutboxAsync("sms", "*.sms.txt", cancel), cancel);
        var code = ShortLink().Match(text).Groups[1].Value;
        using var answer = await _http.GetAsync(new Uri(host.Address, $"m/{code}"), cancel);
        Assert.Equal((HttpStatusCode.Redirect, "insurer.example"), (answer.StatusCode, answer.Headers.Location?.Host));
        await ThankedAsync(host);
    }

    [GeneratedRegex("https://go\\.insurer\\.example/([0-9a-z]{16})\\b")]
    private static partial Regex ShortLink();

    [GeneratedRegex("href=\"(http://localhost[^\"]*/api/c/[^\"]*)\"")]
    private static partial Regex ActionLink();

    private async Task<MimeMessage> MailAsync(HostProcess host)
    {
        var cancel = TestContext.Current.CancellationToken;
        await TellAsync(host, "email", "winback/policy-health-check", "renewal");
        return await MimeMessage.LoadAsync(await OutboxAsync("email", "*.eml", cancel), cancel);
    }

    private async Task ThankedAsync(HostProcess host)
    {
        var timeline = await _http.GetStringAsync(new Uri(host.Address, "customers/c1/timeline"), TestContext.Current.CancellationToken);
        Assert.Contains("\"clicked\"", timeline, StringComparison.Ordinal);
        Assert.Contains("\"thanked\"", timeline, StringComparison.Ordinal);
    }

    /// <summary>A journey that says one thing, and thanks for the click.</summary>
    private async Task TellAsync(HostProcess host, string channel, string template, string category)
    {
        var journey = $$"""
            { "id": "ping", "name": { "en": "Ping" }, "category": "{{category}}",
              "transactional": { "because": "a test", "anyHour": true }, "entry": { "on": "app.opened" },
              "steps": [ { "id": "hello", "send": { "channels": ["{{channel}}"], "template": "{{template}}" } },
                         { "id": "think", "waitFor": { "events": [ { "on": "message.clicked", "step": "hello" } ], "timeout": "P3D" } }, { "id": "end", "end": "thanked" } ] }
            """;
        await CallAsync(HttpMethod.Put, host, "journeys/ping", journey);
        await CallAsync(HttpMethod.Post, host, "journeys/ping/publish", "");
        object[] events =
        [
            Event("customer.updated",
                new { customer_id = "c1", email = "c1@example.com", phone = "+886912345678", name = "C One", given_name = "C",
                    language = "en" }),
            Event("customer.consented", new { customer_id = "c1" }), Event("app.opened", new { customer_id = "c1" }),
        ];
        await CallAsync(HttpMethod.Post, host, "events", JsonSerializer.Serialize(events), "application/cloudevents-batch+json");
    }

    private static object Event(string type, object data) =>
        new { specversion = "1.0", source = "test", id = type, type, subject = "c1", data };

    private async Task CallAsync(HttpMethod method, HostProcess host, string route, string body, string type = "application/json")
    {
        using var request =
            new HttpRequestMessage(method, new Uri(host.Address, route)) { Content = new StringContent(body, Encoding.UTF8, type) };
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<string> OutboxAsync(string channel, string pattern, CancellationToken cancel)
    {
        var folder = Path.Combine(_folder.FullName, "outbox", channel); // what is not whole yet lies elsewhere
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            if (Directory.Exists(folder)
                && Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).FirstOrDefault() is { } file)
                return file;
            await timer.WaitForNextTickAsync(cancel);
        }
    }
}
