using System.Diagnostics;

namespace Campaigns.Runtime.Tracing;

/// <summary>
/// How a trace goes on at the other end of a queue: the <c>traceparent</c> of W3C Trace Context, as an optional line of the queue body.
/// </summary>
/// <remarks>
/// The state beside it (<c>tracestate</c>, <c>baggage</c>) is not carried: it comes from callers, may be long and may hold anything.
/// </remarks>
public static class TraceContext
{
    /// <summary>
    /// The current span as a <c>traceparent</c>; null when there is none, or when nobody listens to the spans of this product. So a queue
    /// body is as short as ever in a host that does not trace, even if its web server has an activity of its own.
    /// </summary>
    public static string? Current => CampaignActivities.IsListenedTo && Activity.Current is { IdFormat: ActivityIdFormat.W3C } current
        ? current.Id
        : null;

    /// <summary>Whether the text is a <c>traceparent</c>.</summary>
    public static bool IsValid(string text) => ActivityContext.TryParse(text, traceState: null, isRemote: true, out _);

    /// <summary>The span that a <c>traceparent</c> names; the default when it names none.</summary>
    internal static ActivityContext Parse(string? text) =>
        text is not null && ActivityContext.TryParse(text, traceState: null, isRemote: true, out var context) ? context : default;
}
