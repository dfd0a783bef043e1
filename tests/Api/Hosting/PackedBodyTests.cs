using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;

namespace Campaigns.Api.Tests.Hosting;

/// <summary>Bodies may be packed; what is unpacked counts.</summary>
public sealed class PackedBodyTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("GZip")]
    [InlineData("x-gzip")]
    [InlineData("br")]
    [InlineData("identity")]
    [InlineData("")]
    public async Task Body_PackedAsItsHeaderSays_IsRead(string coding)
    {
        var id = $"packed-{Guid.NewGuid():N}";
        foreach (var (method, path, body) in ((string, string, string)[])
        [
            ("PUT", $"/api/customers/{id}", """{ "attributes": { "city": "高雄" } }"""),
            ("POST", "/api/events", Bodies.Event(id, "customer.updated", new { customer_id = id, city = "高雄" })),
        ])
        {
            var answer = await SendAsync(method, path, Pack(coding, Encoding.UTF8.GetBytes(body)), coding);
            Assert.True(answer.Status == 200, answer.Text);
            Assert.Contains("高雄", (await host.GetAsync($"/api/customers/{id}")).Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Body_UnpackedOverTheLimit_IsTooLarge(string coding)
    {
        var body = Pack(coding, Encoding.UTF8.GetBytes($$"""{ "attributes": { "city": "{{new string(' ', 64 * 1024 * 1024)}}" } }"""));
        Assert.True(body.Length < 1024 * 1024);

        Assert.Equal(413, (await SendAsync("PUT", "/api/customers/bomb", body, coding)).Status);
        Assert.Equal(404, (await host.GetAsync("/api/customers/bomb")).Status);
    }

    [Theory]
    [InlineData("deflate")]
    [InlineData("zstd")]
    [InlineData("gzip, br")]
    [InlineData("nonsense")]
    public async Task Body_PackedInAnotherWay_IsUnsupported(string coding)
    {
        var answer = await SendAsync("PUT", "/api/customers/other", "{}"u8.ToArray(), coding);

        Assert.Equal((415, "bad-encoding", "gzip, br"),
            (answer.Status, Assert.Single(answer.Codes), string.Join(", ", answer.Headers.GetValues("Accept-Encoding"))));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Body_Damaged_IsRefused(string coding)
    {
        var packed = Pack(coding, Encoding.UTF8.GetBytes($$"""{ "attributes": { "city": "{{Guid.NewGuid()}}{{Guid.NewGuid()}}" } }"""));
        byte[][] damaged = ["{}"u8.ToArray(), packed[..(packed.Length / 2)], [.. packed.Reverse()]];
        foreach (var body in damaged)
            Assert.Equal(400, (await SendAsync("PUT", "/api/customers/damaged", body, coding)).Status);
        Assert.Equal(404, (await host.GetAsync("/api/customers/damaged")).Status);
    }

    private static byte[] Pack(string coding, byte[] body)
    {
        if (coding is "" or "identity")
            return body;
        using var packed = new MemoryStream();
        using (Stream packer = coding == "br" ? new BrotliStream(packed, CompressionLevel.Fastest) : new GZipStream(packed, CompressionLevel.Fastest))
            packer.Write(body);
        return packed.ToArray();
    }

    private async Task<ApiResponse> SendAsync(string method, string path, byte[] body, string coding)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (coding.Length > 0)
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        return await host.SendAsync(request);
    }
}
