using System.Net;
using Campaigns.Local.Hosting;
using Campaigns.Storage.Embedded;

namespace Campaigns.Local.Tests.Hosting;

public sealed class HealthTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-health-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task ADeletedStore_IsToldByHealth_WithoutItsPath()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps an open file from being deleted");
        await using var host = await LocalHost.StartAsync(
            new LocalHostOptions
            {
                Data = _folder.FullName,
                Outbox = Path.Combine(_folder.FullName, "outbox"),
                Durability = Durability.Process,
                Port = 0,
            }, Cancel);
        using var client = new HttpClient { BaseAddress = new Uri(host.Address + "/api/") };
        Assert.Contains("\"status\":\"", await client.GetStringAsync("health", Cancel), StringComparison.Ordinal);
        var (file, moved) = (Path.Combine(_folder.FullName, "campaigns.db"), Path.Combine(_folder.FullName, "moved.db"));

        File.Move(file, moved);
        using (var answer = await client.GetAsync("health", Cancel))
        {
            var text = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains("was deleted or moved", text, StringComparison.Ordinal);
            Assert.DoesNotContain(_folder.FullName, text, StringComparison.Ordinal);
        }

        File.Move(moved, file);
        using var again = await client.GetAsync("health", Cancel);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }
}
