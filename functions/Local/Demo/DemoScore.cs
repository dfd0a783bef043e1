using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;

namespace Campaigns.Local.Demo;

/// <summary>What a marketer wants to know of each journey.</summary>
internal sealed class DemoScore : IFactSink
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, JourneyScore> _journeys = new(StringComparer.Ordinal);
    private readonly HashSet<EnrollmentId> _holdout = [];
    private readonly HashSet<EnrollmentId> _contacted = [];

    private readonly Dictionary<CustomerId, HashSet<string>> _kinds = [];

    /// <summary>The customer to whom the most different things happened: the one to read about first. Null when nothing happened.</summary>
    public CustomerId? Telling
    {
        get
        {
            lock (_lock)
                return _kinds.OrderByDescending(k => k.Value.Count).ThenBy(k => k.Key.Value, StringComparer.Ordinal).Select(k => (CustomerId?)k.Key).FirstOrDefault();
        }
    }

    public IReadOnlyDictionary<string, JourneyScore> Journeys => _journeys;

    public void Take(CustomerId customer, IReadOnlyList<Fact> facts)
    {
        lock (_lock)
        {
            foreach (var fact in facts)
            {
                if (!_kinds.TryGetValue(customer, out var kinds))
                    _kinds[customer] = kinds = [];
                kinds.Add(fact.Kind);
                if (fact is { Journey: { } journey, Enrollment: { } enrollment })
                    Count(journey, enrollment, fact);
            }
        }
    }

    private void Count(JourneyId journey, EnrollmentId enrollment, Fact fact)
    {
        if (!_journeys.TryGetValue(journey.Value, out var score))
            _journeys[journey.Value] = score = new JourneyScore();
        switch (fact.Kind)
        {
            case FactKind.Entered:
                if (fact.Detail?["holdout"] is true)
                    _holdout.Add(enrollment);
                if (_holdout.Contains(enrollment))
                    score.HoldoutEntered++;
                else
                    score.Entered++;
                break;
            case FactKind.Sent:
                score.Sent[fact.Channel!.Value.Name] = score.Sent.GetValueOrDefault(fact.Channel.Value.Name) + 1;
                if (_contacted.Add(enrollment))
                    score.Contacted++;
                break;
            case FactKind.Task: score.Tasks++; break;
            case FactKind.Clicked: score.Clicked++; break;
            case FactKind.Deferred or FactKind.Refused or FactKind.Released when !_holdout.Contains(enrollment):
                var held = (fact.Kind, fact.Reason ?? "");
                score.HeldBack[held] = score.HeldBack.GetValueOrDefault(held) + 1;
                break;
            case FactKind.Converted:
                if (_holdout.Contains(enrollment))
                    score.HoldoutConverted++;
                else
                    score.Converted++;
                break;
        }
    }
}

/// <summary>One journey's numbers.</summary>
internal sealed class JourneyScore
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
