using System.Diagnostics;
using Campaigns.Model;

namespace Campaigns.Runtime.Tracing;

/// <summary>
/// The spans of the product, from the intake of an event to the provider's answer. A host exports them by subscribing to
/// <see cref="SourceName"/>. When nobody listens, every method answers null and allocates nothing.
/// </summary>
public static class CampaignActivities
{
    /// <summary>The name of the source, the same as that of the meter.</summary>
    public const string SourceName = "Campaigns";

    private const string System = "campaigns";
    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Whether anybody listens.</summary>
    public static bool IsListenedTo => Source.HasListeners();

    private static Activity? Current => Activity.Current is { } current && current.Source == Source ? current : null;

    /// <summary>Events of a request over HTTP are taken.</summary>
    public static Activity? StartIntake() => Source.StartActivity("take events");

    /// <summary>A customer's unit of work: load, decide, save, and what follows from it.</summary>
    public static Activity? StartUnitOfWork() => Source.StartActivity("handle customer");

    /// <summary>A timer has come for an enrollment.</summary>
    public static Activity? StartAdvance(EnrollmentId enrollment) =>
        Source.StartActivity("advance enrollment")?.SetTag(SpanTags.Journey, enrollment.Journey.Value);

    /// <summary>Messages are put on a queue. The current span while it runs is the one that the bodies carry.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="messages">How many.</param>
    public static Activity? StartSend(string queue, int messages = 1) =>
        Source.HasListeners() ? Messaging(Source.StartActivity($"send {queue}", ActivityKind.Producer), "send", queue, messages) : null;

    /// <summary>A message of a queue is worked on.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="traceParent">The span that put it there; null: not known.</param>
    /// <remarks>
    /// The conventions ask for a link to that span, and allow it as parent where a message is worked on by itself. It is the parent here,
    /// so that one trace leads from an event to its delivery; a span of the host that is current is linked instead.
    /// </remarks>
    public static Activity? StartProcess(string queue, string? traceParent)
    {
        if (!Source.HasListeners())
            return null;
        var origin = TraceContext.Parse(traceParent);
        var activity = origin == default
            ? Source.StartActivity($"process {queue}", ActivityKind.Consumer)
            : Source.StartActivity($"process {queue}", ActivityKind.Consumer, origin, links: Links(origin));
        return Messaging(activity, "process", queue, messages: 1);
    }

    /// <summary>Messages of a queue are worked on together: they have no common parent, so each origin is linked.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="traceParents">The spans that put them there.</param>
    public static Activity? StartProcess(string queue, IReadOnlyList<string?> traceParents)
    {
        if (traceParents.Count == 1)
            return StartProcess(queue, traceParents[0]);
        if (!Source.HasListeners())
            return null;
        var origins = traceParents.Select(TraceContext.Parse).Where(origin => origin != default).Distinct();
        return Messaging(
            Source.StartActivity($"process {queue}", ActivityKind.Consumer, default(ActivityContext),
                links: origins.Select(origin => new ActivityLink(origin))),
            "process", queue, traceParents.Count);
    }

    /// <summary>A provider is called.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="message">The message.</param>
    public static Activity? StartProviderCall(Channel channel, string provider, MessageId message) =>
        Source.StartActivity("call provider", ActivityKind.Client)
            ?.SetTag(SpanTags.Channel, channel.Name).SetTag(SpanTags.Provider, provider).SetTag(SpanTags.MessageId, message.Value);

    /// <summary>Events are given to whoever receives them.</summary>
    /// <param name="events">How many.</param>
    public static Activity? StartPublish(int events) =>
        Source.StartActivity("publish events", ActivityKind.Client)?.SetTag(SpanTags.Published, events);

    /// <summary>Writes onto the current span, if it is one of ours, what became of its work.</summary>
    public static void SetOutcome(string outcome) => Current?.SetTag(SpanTags.Outcome, outcome);

    /// <summary>Writes onto the current span that an attempt met another writer.</summary>
    /// <param name="attempts">How many have by now.</param>
    internal static void SetConflicts(int attempts) => Current?.SetTag(SpanTags.Conflicts, attempts);

    /// <summary>
    /// Links the current span to the callers whose events are taken in the flow of another: they have a parent each, and the unit of
    /// work has but one.
    /// </summary>
    /// <param name="origins">The spans of the callers; null: a caller without one.</param>
    internal static void LinkOrigins(IEnumerable<Activity?> origins)
    {
        if (Current is not { } current || current.Links.Any())
            return;
        foreach (var origin in origins.OfType<Activity>().Distinct())
        {
            if (origin.SpanId != current.ParentSpanId)
                current.AddLink(new ActivityLink(origin.Context));
        }
    }

    private static Activity? Messaging(Activity? activity, string operation, string queue, int messages)
    {
        activity?.SetTag(SpanTags.System, System).SetTag(SpanTags.Destination, queue).SetTag(SpanTags.OperationType, operation)
            .SetTag(SpanTags.OperationName, operation);
        return messages > 1 ? activity?.SetTag(SpanTags.BatchCount, messages) : activity;
    }

    private static ActivityLink[] Links(ActivityContext origin) => Activity.Current is { } ambient
        ? [new ActivityLink(origin), new ActivityLink(ambient.Context)]
        : [new ActivityLink(origin)];
}
