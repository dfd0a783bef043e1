using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Campaigns.Api.Tests.Hosting;

namespace Campaigns.Api.Tests.Events;

/// <summary>
/// The CloudEvents project's own cases. Most of its valid events concern no customer: those must fail for that reason only.
/// </summary>
public sealed class CloudEventsVectorTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string NotACloudEvent = "invalid-cloudevent";

    [Fact]
    public async Task ValidEvent_WithCustomer_IsAccepted()
    {
        foreach (var test in Cases("valid-events.json"))
        {
            var name = test["id"]!.GetValue<string>();
            var plain = test["event"]!.AsObject();
            var answer = await host.PostAsync("/api/events", plain.ToJsonString(), "application/cloudevents+json");
            if (answer.Status == 400)
                Assert.DoesNotContain(NotACloudEvent, answer.Codes);
            plain["subject"] = "anna";
            if (plain["data"]?.GetValueKind() == System.Text.Json.JsonValueKind.String)
                plain.Remove("data"); // a text tells a journey nothing, and is refused for that
            answer = await host.PostAsync("/api/events", plain.ToJsonString(), "application/cloudevents+json");
            Assert.True(answer.Status == 200, $"{name}: {answer.Text}");
        }
    }

    [Fact]
    public async Task InvalidEvent_IsRefusedWithPointer_AndWritesNothing()
    {
        var before = await host.ContentAsync();
        foreach (var test in Cases("invalid-events.json"))
        {
            var bad = test["event"]!.AsObject();
            bad.TryAdd("subject", "anna");
            foreach (var type in (string[])[
                "application/cloudevents+json", "application/json", "application/cloudevents+json; charset=utf-8"])
            {
                var answer = await host.PostAsync("/api/events", bad.ToJsonString(), type);
                Assert.True(answer.Status == 400, $"{test["id"]}: {answer.Status} {answer.Text}");
                Assert.Contains(NotACloudEvent, answer.Codes);
                Assert.All(answer.Pointers, pointer => Assert.StartsWith("/", pointer, StringComparison.Ordinal));
            }
        }

        Assert.Equal(before, await host.ContentAsync());
    }

    [Fact]
    public async Task ValidBatch_IsAccepted()
    {
        foreach (var test in Cases("valid-batches.json"))
        {
            var batch = test["batch"]!.AsArray();
            foreach (var item in batch)
                item!["subject"] = "bert";
            var answer = await host.PostAsync("/api/events", batch.ToJsonString(), "application/cloudevents-batch+json");
            Assert.True(answer.Status == 200, $"{test["id"]}: {answer.Text}");
            Assert.Equal(batch.Count, answer.Json.GetArrayLength());
        }
    }

    [Fact]
    public async Task InvalidBatch_ValidEventsAreAccepted_OthersRejected()
    {
        foreach (var test in Cases("invalid-batches.json"))
        {
            var batch = test["batch"]!.AsArray();
            foreach (var item in batch.OfType<JsonObject>())
                item["subject"] = "carl";
            var answer = await host.PostAsync("/api/events", batch.ToJsonString(), "application/cloudevents-batch+json");
            Assert.Equal(207, answer.Status);
            Assert.Contains(answer.Json.EnumerateArray(), item => item.GetProperty("result").GetString() == "rejected");
            Assert.Equal(batch.Count, answer.Json.GetArrayLength());
        }
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    public async Task BinaryMode_ProtocolBindingVectors_Agree(string contentType)
    {
        var feature = Repository.CloudEventsFile("http-protocol-binding.feature");
        Assert.Contains($"| {contentType} ", feature, StringComparison.Ordinal);
        var answer = await host.SendAsync(Request(feature, "Binary content mode", contentType));
        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal("1234-1234-1234", answer.Json[0].GetProperty("id").GetString());
        Assert.Equal("/mycontext/subcontext", answer.Json[0].GetProperty("source").GetString());
    }

    [Theory]
    [InlineData("application/cloudevents+json")]
    [InlineData("application/cloudevents+json; charset=utf-8")]
    public async Task StructuredMode_ProtocolBindingVectors_Agree(string contentType)
    {
        var answer = await host.SendAsync(
            Request(Repository.CloudEventsFile("http-protocol-binding.feature"), "Structured content mode", contentType));
        Assert.Equal(400, answer.Status); // the published event concerns nobody, which is all that is wrong with it
        Assert.Equal(["missing-customer"], answer.Codes);
    }

    [Fact]
    public async Task ConformanceToolEvents_InBothModes_AreAccepted()
    {
        var cases = Repository.CloudEventsFile("v1.yaml");
        foreach (var (part, index) in cases.Split("---\n").Select((part, index) => (part, index)))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/events");
            var data = part[(part.IndexOf("Data: |\n", StringComparison.Ordinal) + 8)..].Trim();
            var attributes = YamlAttributes(part);
            attributes["subject"] = $"dora-{index}";
            if (part.StartsWith("Mode: binary", StringComparison.Ordinal))
            {
                request.Content = new StringContent(data, Encoding.UTF8, "application/json");
                foreach (var (name, value) in attributes)
                    request.Headers.TryAddWithoutValidation($"ce-{name}", Uri.EscapeDataString(value));
            }
            else
            {
                var body = new JsonObject(
                    attributes.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value)))
                { ["data"] = JsonNode.Parse(data) };
                request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/cloudevents+json");
            }

            var answer = await host.SendAsync(request);
            Assert.True(answer.Status == 200, answer.Text);
            Assert.True((await host.Customers.LoadAsync(new($"dora-{index}"), TestContext.Current.CancellationToken)).Exists);
        }
    }

    private static List<JsonNode> Cases(string file) =>
        [.. JsonNode.Parse(Repository.CloudEventsFile(file))!["tests"]!.AsArray().Select(test => test!)];

    private static Dictionary<string, string> YamlAttributes(string part)
    {
        var attributes = new Dictionary<string, string>();
        foreach (var line in part.Split('\n').SkipWhile(l => l != "ContextAttributes:").Skip(1)
            .TakeWhile(l => !l.StartsWith("TransportExtensions", StringComparison.Ordinal)))
        {
            if (line.Trim().Split(':', 2, StringSplitOptions.TrimEntries) is [var name, { Length: > 1 } value]
                && name.All(char.IsAsciiLetterOrDigit))
                attributes[name] = value.Trim('"');
        }

        return attributes;
    }

    /// <summary>The request written in a scenario, as it stands there.</summary>
    private static HttpRequestMessage Request(string feature, string scenario, string contentType)
    {
        var text = feature[feature.IndexOf(scenario, StringComparison.Ordinal)..];
        var start = text.IndexOf("\"\"\"", StringComparison.Ordinal) + 3;
        var lines = text[start..text.IndexOf("\"\"\"", start, StringComparison.Ordinal)].Trim().Split('\n').Select(line => line.Trim())
            .ToList();
        var blank = lines.IndexOf("");
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/events")
        {
            Content = new StringContent(string.Join('\n', lines[(blank + 1)..])),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        foreach (var line in lines[1..blank].Where(line => line.StartsWith("ce-", StringComparison.Ordinal)))
            request.Headers.TryAddWithoutValidation(line.Split(':')[0], line.Split(':', 2)[1].Trim());
        if (request.Headers.Any())
            request.Headers.Add("ce-subject", "emil");
        return request;
    }
}
