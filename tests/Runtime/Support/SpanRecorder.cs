using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Campaigns.Runtime.Tracing;

namespace Campaigns.Runtime.Tests.Support;

/// <summary>
/// Listens to the spans of one trace, and to those linked to it, so that tests beside it neither see nor disturb it. While it lives,
/// the trace's root is current in the flow of whoever began it.
/// </summary>
internal sealed class SpanRecorder : IDisposable
{
    private readonly Channel<Activity> _ended = System.Threading.Channels.Channel.CreateUnbounded<Activity>();
    private readonly ConcurrentDictionary<ActivitySpanId, Activity> _started = new();
    private readonly List<Activity> _seen = [];
    private readonly ActivityListener _listener;

    private SpanRecorder(Activity root, string[] sources)
    {
        Root = root;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => sources.Contains(source.Name),
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => Belongs(options.Parent, options.Links)
                ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStarted = activity => _started[activity.SpanId] = activity,
            ActivityStopped = activity => _ended.Writer.TryWrite(activity),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The root: an activity of nobody's source.</summary>
    public Activity Root { get; }

    /// <summary>Begins to listen to the product's spans, and to these sources beside them.</summary>
    public static SpanRecorder Start(params string[] sources)
    {
        var root = new Activity("test") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        return new SpanRecorder(root.SetIdFormat(ActivityIdFormat.W3C).Start(), [CampaignActivities.SourceName, .. sources]);
    }

    /// <summary>Every span that has ended.</summary>
    public IReadOnlyList<Activity> Spans()
    {
        while (_ended.Reader.TryRead(out var activity))
            _seen.Add(activity);
        return _seen;
    }

    /// <summary>Waits until a span with such a name ends, unless one has.</summary>
    public async Task<Activity> EndedAsync(string name, CancellationToken cancel)
    {
        while (true)
        {
            if (Spans().FirstOrDefault(span => span.DisplayName == name) is { } found)
                return found;
            try
            {
                _seen.Add(await _ended.Reader.ReadAsync(cancel));
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"no span {name} ended, but {string.Join(", ", _seen.Select(span => span.DisplayName))}");
            }
        }
    }

    /// <summary>The names of a span's ancestors, nearest first, up to the root.</summary>
    public IReadOnlyList<string> AncestorsOf(Activity span)
    {
        var names = new List<string>();
        for (var parent = ParentOf(span); parent is not null; parent = ParentOf(parent))
            names.Add(parent.DisplayName);
        return names;
    }

    /// <summary>Everything the spans say: names, tags, events, links and descriptions, as one text.</summary>
    public string Text(Predicate<Activity>? which = null) => string.Join(
        '\n', Spans().Where(span => which?.Invoke(span) != false).SelectMany(span => (string?[])
    [
        span.DisplayName, span.StatusDescription, span.TraceStateString,
        .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
        .. span.Baggage.Select(item => $"{item.Key}={item.Value}"),
        .. span.Events.SelectMany(@event => @event.Tags.Select(tag => $"{@event.Name} {tag.Key}={tag.Value}")),
        .. span.Links.SelectMany(link => link.Tags ?? []).Select(tag => $"{tag.Key}={tag.Value}"),
    ]));

    public void Dispose()
    {
        _listener.Dispose();
        Root.Dispose();
    }

    private Activity? ParentOf(Activity span) => span.ParentSpanId == Root.SpanId ? Root
        : _started.GetValueOrDefault(span.ParentSpanId);

    /// <summary>A span that is linked to the trace has a trace of its own, to which what it leads to belongs in turn.</summary>
    private bool Belongs(ActivityContext parent, IEnumerable<ActivityLink>? links) =>
        parent.TraceId == Root.TraceId || _started.ContainsKey(parent.SpanId)
        || links?.Any(link => link.Context.TraceId == Root.TraceId) == true;
}
