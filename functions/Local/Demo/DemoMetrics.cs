using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;

namespace Campaigns.Local.Demo;

/// <summary>What a marketer wants to know of each journey.</summary>
internal sealed class DemoMetrics : ITimelineSink
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, JourneyMetrics> _journeys = new(StringComparer.Ordinal);
    private readonly HashSet<EnrollmentId> _holdout = [];
    private readonly HashSet<EnrollmentId> _contacted = [];

    private readonly Dictionary<CustomerId, HashSet<string>> _kinds = [];

    /// <summary>The customer to whom the most different things happened: the one to read about first. Null when nothing happened.</summary>
    public CustomerId? SampleCustomer
    {
        get
        {
            lock (_lock)
                return _kinds.OrderByDescending(k => k.Value.Count).ThenBy(k => k.Key.Value, StringComparer.Ordinal)
                    .Select(k => (CustomerId?)k.Key).FirstOrDefault();
        }
    }

    public IReadOnlyDictionary<string, JourneyMetrics> Journeys => _journeys;

    public void Receive(CustomerId customer, IReadOnlyList<TimelineEvent> timelineEvents)
    {
        lock (_lock)
        {
            foreach (var timelineEvent in timelineEvents)
            {
                if (!_kinds.TryGetValue(customer, out var kinds))
                    _kinds[customer] = kinds = [];
                kinds.Add(timelineEvent.Kind);
                if (timelineEvent is { Journey: { } journey, Enrollment: { } enrollment })
                    Count(journey, enrollment, timelineEvent);
            }
        }
    }

    private void Count(JourneyId journey, EnrollmentId enrollment, TimelineEvent timelineEvent)
    {
        if (!_journeys.TryGetValue(journey.Value, out var metrics))
            _journeys[journey.Value] = metrics = new JourneyMetrics();
        switch (timelineEvent.Kind)
        {
            case TimelineEventKind.Entered:
                if (timelineEvent.Detail?["holdout"] is true)
                    _holdout.Add(enrollment);
                if (_holdout.Contains(enrollment))
                    metrics.HoldoutEntered++;
                else
                    metrics.Entered++;
                break;
            case TimelineEventKind.Sent:
                metrics.Sent[timelineEvent.Channel!.Value.Name] = metrics.Sent.GetValueOrDefault(timelineEvent.Channel.Value.Name) + 1;
                if (_contacted.Add(enrollment))
                    metrics.Contacted++;
                break;
            case TimelineEventKind.Task: metrics.Tasks++; break;
            case TimelineEventKind.Clicked: metrics.Clicked++; break;
            case TimelineEventKind.Deferred or TimelineEventKind.Refused or TimelineEventKind.Released when !_holdout.Contains(enrollment):
                var held = (timelineEvent.Kind, timelineEvent.Reason ?? "");
                metrics.HeldBack[held] = metrics.HeldBack.GetValueOrDefault(held) + 1;
                break;
            case TimelineEventKind.Converted:
                if (_holdout.Contains(enrollment))
                    metrics.HoldoutConverted++;
                else
                    metrics.Converted++;
                break;
        }
    }
}

/// <summary>One journey's numbers.</summary>
internal sealed class JourneyMetrics
{
    public int Entered { get; set; }

    public int Contacted { get; set; }

    public int Clicked { get; set; }

    public int Tasks { get; set; }

    public int Converted { get; set; }

    public int HoldoutEntered { get; set; }

    public int HoldoutConverted { get; set; }

    public Dictionary<string, int> Sent { get; } = new(StringComparer.Ordinal);

    public Dictionary<(string Kind, string Reason), int> HeldBack { get; } = [];

    /// <summary>The share of those contacted under the journey who reached the goal.</summary>
    public double Rate => Entered == 0 ? 0 : (double)Converted / Entered;

    /// <summary>The same of those left alone.</summary>
    public double HoldoutRate => HoldoutEntered == 0 ? 0 : (double)HoldoutConverted / HoldoutEntered;
}
