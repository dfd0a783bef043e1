using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Table <c>customers</c>, rows <c>t:</c>: the timeline events of one unit of work, each one of these.</summary>
internal sealed class TimelineEventRow
{
    public Instant Time { get; set; }

    public string Kind { get; set; } = "";

    public string? Journey { get; set; }

    public int? Version { get; set; }

    public string? Enrollment { get; set; }

    public string? Policy { get; set; }

    public string? Step { get; set; }

    public string? Channel { get; set; }

    public string? Reason { get; set; }

    public string? Message { get; set; }

    public AttributeBag? Detail { get; set; }

    /// <summary>The stamp of the whole row, in its first event; null in the others, and in rows of versions that gave none.</summary>
    public string? Stamp { get; set; }

    public static byte[] Write(IReadOnlyList<TimelineEvent> batch, string? stamp = null)
    {
        var rows = new TimelineEventRow[batch.Count];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = Of(batch[i]);
        if (rows.Length > 0)
            rows[0].Stamp = stamp;
        return RowJson.Write(rows, RowJson.Context.TimelineEventRowArray);
    }

    public static TimelineEvent[] Read(Row row) => RowJson.Read(CustomerStore.Table, row, RowJson.Context.TimelineEventRowArray,
        static rows => Array.ConvertAll(rows, static row => row.Read()));

    public static StampedTimelineEvents ReadStamped(Row row) =>
        RowJson.Read(CustomerStore.Table, row, RowJson.Context.TimelineEventRowArray, static rows => new StampedTimelineEvents(
            rows.Length > 0 ? rows[0].Stamp : null, Array.ConvertAll(rows, static row => row.Read())));

    private static TimelineEventRow Of(TimelineEvent timelineEvent) => new()
    {
        Time = timelineEvent.Time,
        Kind = timelineEvent.Kind,
        Journey = timelineEvent.Journey?.Value,
        Version = timelineEvent.Version,
        Enrollment = timelineEvent.Enrollment?.Value,
        Policy = timelineEvent.Policy?.Value,
        Step = timelineEvent.Step?.Value,
        Channel = timelineEvent.Channel?.Name,
        Reason = timelineEvent.Reason,
        Message = timelineEvent.Message?.Value,
        Detail = timelineEvent.Detail,
    };

    private TimelineEvent Read() => new(Time, Kind)
    {
        Journey = Journey is { } journey ? new(journey) : null,
        Version = Version,
        Enrollment = Enrollment is { } enrollment ? new(enrollment) : null,
        Policy = Policy is { } policy ? new(policy) : null,
        Step = Step is { } step ? new(step) : null,
        Channel = Channel is { } channel ? new(channel) : null,
        Reason = Reason,
        Message = Message is { } message ? new(message) : null,
        Detail = Detail,
    };
}
