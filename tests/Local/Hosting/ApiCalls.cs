using System.Text;

namespace Campaigns.Local.Tests.Hosting;

/// <summary>Requests to a host that must succeed.</summary>
internal static class ApiCalls
{
    /// <summary>Sends JSON; fails with the answer when it is refused.</summary>
    public static async Task CallAsync(this HttpClient client, HttpMethod method, string path, string body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var answer = await client.SendAsync(request, cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(cancel));
    }
}
