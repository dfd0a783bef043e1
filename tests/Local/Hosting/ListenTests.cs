using System.Net;
using Campaigns.Hosting;
using Campaigns.Local.Hosting;
using Campaigns.Storage.Embedded;

namespace Campaigns.Local.Tests.Hosting;

/// <summary>Where the host listens: beyond its own machine only with a key.</summary>
public sealed class ListenTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-listen-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://+:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://127.0.0.1:0;http://0.0.0.0:0")]
    [InlineData("http://campaigns.insurer.example:0")]
    public async Task BeyondTheMachine_WithoutAKey_IsRefusedWithWhatToDo(string urls)
    {
        var refused = await Assert.ThrowsAsync<HostConfigurationException>(() => StartAsync(urls, key: null));
        Assert.StartsWith($"--urls {urls} listens beyond this machine", refused.Message, StringComparison.Ordinal);
        Assert.Contains("CAMPAIGNS_API_KEY", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("https://localhost:0")]
    [InlineData("ftp://localhost")]
    [InlineData("http://localhost/api")]
    public async Task NoAddress_IsRefused(string urls)
    {
        var refused = await Assert.ThrowsAsync<HostConfigurationException>(() => StartAsync(urls, "k"));
        Assert.StartsWith("--urls: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BeyondTheMachine_WithAKey_AsksEverybodyForIt()
    {
        await using var host = await StartAsync("http://0.0.0.0:0", "k");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{new Uri(host.Address).Port}/api/") };
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client, key: null));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "k"));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "journeys");
        if (key is not null)
            request.Headers.Add("x-functions-key", key);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private Task<LocalHost> StartAsync(string urls, string? key) => LocalHost.StartAsync(
        new LocalHostOptions
        {
            Data = _folder.FullName,
            Outbox = Path.Combine(_folder.FullName, "outbox"),
            Durability = Durability.Process,
            Urls = urls,
            ApiKey = key,
        }, TestContext.Current.CancellationToken);
}
