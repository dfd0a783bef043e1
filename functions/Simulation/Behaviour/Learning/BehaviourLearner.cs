using Campaigns.Model;
using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Simulation.Behaviour.Learning;

/// <summary>Gathers from timelines how customers behaved. A customer is forgotten when their timeline has been taken; counts stay.</summary>
/// <param name="stated">What holds where the history says little.</param>
/// <param name="until">Where the history ends. Messages sent so shortly before that not all reactions are in yet are left out.</param>
public sealed class BehaviourLearner(CustomerBehaviour stated, Instant until)
{
    private static readonly Duration Forever = Duration.FromDays(36_500);

    /// <summary>All reactions to a message are in by then.</summary>
    private static readonly Duration Reactions = ReadingTimes.All + Duration.FromHours(1);

    private readonly Dictionary<(string Journey, string Channel), (MessageCounts Reported, MessageCounts Supposed)> _messages = [];
    private readonly HashSet<string> _reporting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GoalCurve> _alone = new(StringComparer.Ordinal);

    /// <summary>Takes the timeline of a customer.</summary>
    /// <param name="timeline">What happened, in order.</param>
    public void Add(IEnumerable<TimelineEvent> timeline)
    {
        var enrollments = new Dictionary<EnrollmentId, Walked>();
        var messages = new Dictionary<MessageId, Sent>();
        foreach (var told in timeline)
        {
            if (told.Time > until)
                break;
            if (told.Message is { } message)
                Add(messages, message, told);
            else if (told.Enrollment is { } enrollment)
                Add(enrollments, enrollment, told);
        }

        foreach (var walked in enrollments.Values)
        {
            if (walked is { IsHoldout: true, EnteredAt: { } entered })
                AloneOf(walked.Journey).Add(
                    walked.ReachedAt is { } reached ? reached - entered : walked.IsOver ? Forever : until - entered, walked.ReachedAt is not null);
        }

        foreach (var sent in messages.Values.GroupBy(sent => sent.Enrollment))
            Add(enrollments.GetValueOrDefault(sent.Key), [.. sent.OrderBy(one => one.DeliveredAt ?? one.At)]);
    }

    /// <summary>What the timelines say.</summary>
    public LearnedBehaviour Learn() => new LearnedRates(stated, _messages.ToDictionary(
        one => one.Key, one => _reporting.Contains(one.Key.Channel) ? one.Value.Reported : one.Value.Supposed), _alone).Learn();

    private static void Add(Dictionary<EnrollmentId, Walked> enrollments, EnrollmentId id, TimelineEvent told)
    {
        if (told.Kind is not (TimelineEventKind.Entered or TimelineEventKind.Converted or TimelineEventKind.Ended or TimelineEventKind.Exited))
            return;
        if (!enrollments.TryGetValue(id, out var walked))
            enrollments[id] = walked = new Walked(id.Journey.Value);
        switch (told.Kind)
        {
            case TimelineEventKind.Entered:
                (walked.EnteredAt, walked.IsHoldout) = (told.Time, told.Detail?["holdout"] is true);
                break;
            case TimelineEventKind.Converted:
                walked.ReachedAt ??= told.Time;
                break;
            default:
                walked.IsOver = true;
                break;
        }
    }

    private static void Add(Dictionary<MessageId, Sent> messages, MessageId id, TimelineEvent told)
    {
        if (told.Kind == TimelineEventKind.Sent)
        {
            if (told is { Channel: { } channel, Enrollment: { } enrollment } && channel != Channel.Agent)
                messages[id] = new Sent(told.Time, enrollment, channel.Name);
            return;
        }

        if (!messages.TryGetValue(id, out var sent))
            return;
        switch (told.Kind)
        {
            case TimelineEventKind.Delivered: sent.DeliveredAt ??= told.Time; break;
            case TimelineEventKind.Failed: sent.HasBounced = true; break;
            case TimelineEventKind.Opened: sent.IsOpened = true; break;
            case TimelineEventKind.Clicked: sent.IsClicked = true; break;
        }
    }

    /// <summary>
    /// Counts the messages of an enrollment. One that was opened or followed was delivered, whatever its provider told of it; of a channel
    /// whose provider reports no deliveries at all, whatever did not bounce was.
    /// </summary>
    private void Add(Walked? walked, IReadOnlyList<Sent> messages)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            var sent = messages[i];
            if (sent.At > until - Reactions)
                continue;
            if (sent.DeliveredAt is not null)
                _reporting.Add(sent.Channel);
            var (reported, supposed) = Of(sent.Enrollment.Journey.Value, sent.Channel);
            Count(reported, walked, messages, i, static one => one.IsDelivered);
            Count(supposed, walked, messages, i, static one => !one.HasBounced);
        }
    }

    private static void Count(MessageCounts counts, Walked? walked, IReadOnlyList<Sent> messages, int i, Func<Sent, bool> isDelivered)
    {
        var sent = messages[i];
        counts.Sent++;
        counts.Bounced += sent.HasBounced ? 1 : 0;
        if (!isDelivered(sent))
            return;
        counts.Delivered++;
        counts.Opened += sent.IsOpened ? 1 : 0;
        counts.Clicked += sent.IsClicked ? 1 : 0;
        var at = sent.DeliveredAt ?? sent.At;
        if (walked?.EnteredAt is not { } entered || walked.ReachedAt <= at)
            return;
        var next = messages.Skip(i + 1).FirstOrDefault(isDelivered);
        var exposure = next is null ? Reactions : Duration.Min(Reactions, (next.DeliveredAt ?? next.At) - at);
        (sent.IsClicked ? counts.OnClick : counts.OnMessage).Add(at - entered, exposure, walked.ReachedAt <= at + exposure);
    }

    private GoalCurve AloneOf(string journey) =>
        _alone.TryGetValue(journey, out var curve) ? curve : _alone[journey] = new GoalCurve();

    private (MessageCounts Reported, MessageCounts Supposed) Of(string journey, string channel) =>
        _messages.TryGetValue((journey, channel), out var counts) ? counts
            : _messages[(journey, channel)] = (new MessageCounts(), new MessageCounts());

    private sealed class Walked(string journey)
    {
        public string Journey => journey;

        public Instant? EnteredAt { get; set; }

        public Instant? ReachedAt { get; set; }

        public bool IsHoldout { get; set; }

        public bool IsOver { get; set; }
    }

    private sealed class Sent(Instant at, EnrollmentId enrollment, string channel)
    {
        public Instant At => at;

        public EnrollmentId Enrollment => enrollment;

        public string Channel => channel;

        public Instant? DeliveredAt { get; set; }

        public bool HasBounced { get; set; }

        public bool IsOpened { get; set; }

        public bool IsClicked { get; set; }

        public bool IsDelivered => DeliveredAt is not null || IsOpened || IsClicked;
    }
}
