using System.Text;
using System.Text.Json;
using Campaigns.Api.Events;
using Campaigns.Senders.Links;
using Microsoft.AspNetCore.Http;

namespace Campaigns.Growth.Benchmarks;

/// <summary>Events of one customer that come together, by each door: what one of them costs.</summary>
internal static class BatchAxis
{
    private static readonly int[] Sizes = [1, 10, 50];

    public static async IAsyncEnumerable<Figure> MeasureAsync()
    {
        await using var installation = await Installation.OfAsync(
            Installation.Journey("hello", """{ "on": "app.opened", "key": ["event.screen"] }""", """{ "id": "w", "wait": "P9D" }"""));
        await installation.MeetAsync("c");
        using var links = new LinkSigner(new LinkKey(1, "a secret that only benchmarks of growth use"), [], installation.Time);
        var id = 0;
        foreach (var size in Sizes)
        {
            var together = await Measurement.RunAsync("an event of POST /api/events, by events of a customer", size, 20, installation.Rows, async _ =>
            {
                var events = Enumerable.Range(0, size).Select(_ => new
                {
                    specversion = "1.0",
                    id = $"b{id}",
                    source = "growth",
                    type = "policy.updated",
                    subject = "c",
                    time = installation.Time.Now.ToString(),
                    data = new { policy_id = "P1", premium = 100 + id++ },
                });
                var request = new DefaultHttpContext().Request;
                request.Method = "POST";
                request.ContentType = "application/cloudevents-batch+json";
                request.Body = new MemoryStream(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(events)));
                var answer = await EventIntake.PostAsync(request, installation.Services.Runner, links, default);
                if (answer.Result is not Microsoft.AspNetCore.Http.HttpResults.JsonHttpResult<IReadOnlyList<EventResponse>> { StatusCode: 200 or null })
                    throw new InvalidOperationException($"the batch was answered {answer.Result}");
            });
            yield return together with
            {
                Microseconds = together.Microseconds / size,
                Kilobytes = together.Kilobytes / size,
                Reads = together.Reads / size,
                RowsRead = together.RowsRead / size,
                Writes = together.Writes / size,
                RowsWritten = together.RowsWritten / size,
            };
        }
    }
}
