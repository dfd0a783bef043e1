using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Campaigns.Model;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Tracing;
using NodaTime;

namespace Campaigns.Runtime.Outbox;

/// <summary>Says that a batch of a customer's timeline is about to be written, and is to be published with some before it.</summary>
/// <param name="Customer">Whose timeline.</param>
/// <param name="Batches">The numbers of the batches: the last is about to be written, and only one writer can write it.</param>
/// <param name="At">When it was said.</param>
public sealed record TimelineBatchNotice(CustomerId Customer, TimelineRange Batches, Instant At)
{
    /// <summary>A notice of one batch.</summary>
    public TimelineBatchNotice(CustomerId customer, long batch, Instant at)
        : this(customer, new TimelineRange(batch, batch), at)
    {
    }

    /// <summary>The span that queued it, as W3C Trace Context writes it; null when nobody traced.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The same with the current span as its origin.</summary>
    public TimelineBatchNotice Traced() => TraceContext.Current is { } current ? this with { TraceParent = current } : this;

    /// <summary>
    /// Customer, batch or batches (<c>7</c>, <c>5-7</c>) and milliseconds since 1970, apart by line feeds, and on a fourth line the
    /// <c>traceparent</c>, if there is one.
    /// </summary>
    public ReadOnlyMemory<byte> Write() => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{Customer}\n{Batches}\n{At.ToUnixTimeMilliseconds()}{(TraceParent is null ? "" : "\n")}{TraceParent}"));

    /// <summary>Reads a notice; false when the text is something else.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out TimelineBatchNotice? notice)
    {
        notice = null;
        if (Encoding.UTF8.GetString(body).Split('\n') is not [var customer, var batches, var at, .. { Length: <= 1 } trace]
            || !CustomerId.IsKey(customer)
            || !TimelineRange.TryParse(batches, out var range)
            || !long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds > Instant.MaxValue.ToUnixTimeMilliseconds()
            || !Array.TrueForAll(trace, TraceContext.IsValid))
            return false;
        notice = new TimelineBatchNotice(new(customer), range, Instant.FromUnixTimeMilliseconds(milliseconds))
        {
            TraceParent = trace.FirstOrDefault(),
        };
        return true;
    }
}
