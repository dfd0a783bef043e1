using System.Text;
using Campaigns.Runtime.Ports;
using Campaigns.Storage.Azure;
using Campaigns.Storage.Embedded;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Campaigns.Storage.Tests.Azure;

/// <summary>Messages that a Functions trigger hands over: what is given back comes again later, and knows how often it was tried.</summary>
public sealed class TriggeredQueueTests : IAsyncLifetime
{
    private static readonly Duration Lease = Duration.FromSeconds(30);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-triggered-");
    private readonly EmbeddedStore _store;
    private readonly TriggeredQueue _queue;

    public TriggeredQueueTests()
    {
        _store = EmbeddedStore.Open(Path.Combine(_folder.FullName, "queue.db"), _time, Durability.Process);
        _queue = new TriggeredQueue(_store.Queues, _time);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Open_AnOrdinaryMessage_IsItself()
    {
        var message = await _queue.OpenAsync("sms", "anna\nöß", dequeueCount: 2, Cancel);

        Assert.Equal(("anna\nöß", 2), (Text(message!.Body), message.DequeueCount));
    }

    [Fact]
    public async Task Return_ComesAgainLater_AndCountsOn()
    {
        var message = (await _queue.OpenAsync("sms", "m", dequeueCount: 1, Cancel))!;
        for (var round = 2; round <= 4; round++)
        {
            await _queue.ReturnAsync("sms", message, Duration.FromMinutes(1), Cancel);
            Assert.Null(await HostAsync());
            _time.Advance(TimeSpan.FromMinutes(1));
            message = (await HostAsync())!;
            Assert.Equal(("m", round), (Text(message.Body), message.DequeueCount));
        }
    }

    [Fact]
    public async Task Open_CameUpEarly_IsHiddenAgainUntilItsTime()
    {
        var due = Instant.FromDateTimeOffset(_time.GetUtcNow()) + Duration.FromDays(3);

        Assert.Null(await _queue.OpenAsync("sms", Text(new DelayedBody(due, Hops: 2, "m"u8.ToArray()).Write()), dequeueCount: 3, Cancel));

        _time.Advance(TimeSpan.FromDays(3) - TimeSpan.FromSeconds(1));
        Assert.Null(await HostAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        var message = (await HostAsync())!;
        Assert.Equal(("m", 1), (Text(message.Body), message.DequeueCount));
    }

    [Theory]
    [InlineData("\0due ")]
    [InlineData("\0due x 1\nm")]
    [InlineData("\0due 1\nm")]
    [InlineData("due 1 1\nm")]
    public async Task Open_AlmostALateOne_IsLeftAsItIs(string text) =>
        Assert.Equal(text, Text((await _queue.OpenAsync("sms", text, dequeueCount: 1, Cancel))!.Body));

    /// <summary>What the host does: takes a message, hands its text over, and deletes it afterwards.</summary>
    private async Task<QueueMessage?> HostAsync()
    {
        var page = await _store.Queues.ReceiveAsync("sms", 1, Lease, Cancel);
        if (page.Count == 0)
            return null;
        var opened = await _queue.OpenAsync("sms", Text(page[0].Body), page[0].DequeueCount, Cancel);
        await _store.Queues.CompleteAsync("sms", page, Cancel);
        return opened;
    }

    private static string Text(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);
}
