using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Campaigns.Api.Tests.Hosting;

namespace Campaigns.Api.Tests.Releases;

/// <summary>Calls about releases.</summary>
internal static class ReleaseCalls
{
    public static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>The body that lists files.</summary>
    public static string Body(IEnumerable<(string Path, byte[] Content)> files, string also = "") => $$"""
        { "files": {{JsonSerializer.Serialize(files.Select(file => new { path = file.Path, hash = HashOf(file.Content) }))}}{{also}} }
        """;

    /// <summary>Sends a file.</summary>
    public static async Task<int> PutFileAsync(this ApiHost host, byte[] content, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/releases/files/{HashOf(content)}")
        {
            Content = new ByteArrayContent(content) { Headers = { ContentType = new("application/octet-stream") } },
        };
        if (key is not null)
            request.Headers.Add("x-campaigns-key", key);
        return (await host.SendAsync(request)).Status;
    }

    /// <summary>Makes a release.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> MakeReleaseAsync(this ApiHost host, params (string Path, string Text)[] files)
    {
        List<(string Path, byte[] Content)> bytes = [.. files.Select(file => (file.Path, Encoding.UTF8.GetBytes(file.Text)))];
        foreach (var (_, content) in bytes)
            Assert.Equal(204, await host.PutFileAsync(content));
        var made = await host.PostAsync("/api/releases", Body(bytes, """, "message": "first" """));
        Assert.True(made.Status == 200, made.Text);
        return made.Json.GetProperty("id").GetString()!;
    }
}
