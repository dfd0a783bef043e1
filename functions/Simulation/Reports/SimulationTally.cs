using Campaigns.Insights.Pressure;
using Campaigns.Insights.Statistics;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Simulation;
using Campaigns.Simulation.Behaviour;
using NodaTime;

namespace Campaigns.Simulation.Reports;

/// <summary>Counts what happens to simulated customers. Each thread has its own; they are added when all are done.</summary>
/// <param name="zone">The zone of the days.</param>
internal sealed class SimulationTally(DateTimeZone zone)
{
    private const string NoJourney = "no-journey";
    private readonly Dictionary<(LocalDate Day, Channel Channel), long> _days = [];
    private readonly Dictionary<(Channel Channel, long Minute), long> _minutes = [];
    private readonly Dictionary<Channel, long> _parts = [];
    private readonly Dictionary<string, JourneyTally> _journeys = new(StringComparer.Ordinal);
    private readonly Dictionary<int, long> _contacts = [];
    private readonly Dictionary<string, long> _unreached = new(StringComparer.Ordinal);
    private readonly PressureTally _pressure = new(PressurePeriod.Always);
    private long _customers;

    /// <summary>Customers for whom a decision failed.</summary>
    public long Failed { get; private set; }

    /// <summary>Messages.</summary>
    public long Messages { get; private set; }

    /// <summary>Takes what happened in one unit of work.</summary>
    public void Add(SimulatedCustomer customer, IReadOnlyList<TimelineEvent> told)
    {
        var notes = (CustomerNotes)(customer.Notes ??= new CustomerNotes());
        foreach (var timelineEvent in told)
        {
            var day = timelineEvent.Time.InZone(zone).Date;
            _pressure.Add(notes.Pressure, timelineEvent, day);
            if (timelineEvent.Journey is { } journey)
                Add(notes, Of(journey.Value), timelineEvent, day);
        }
    }

    /// <summary>What of a message is charged.</summary>
    public void AddParts(Channel channel, int parts) => _parts[channel] = _parts.GetValueOrDefault(channel) + parts;

    /// <summary>A customer has reached the end.</summary>
    /// <returns>What they came to.</returns>
    public (int Contacts, int Conversions) Complete(SimulatedCustomer customer)
    {
        var notes = (CustomerNotes)(customer.Notes ??= new CustomerNotes());
        _customers++;
        Failed += customer.Failure is null ? 0 : 1;
        _contacts[notes.Contacts] = _contacts.GetValueOrDefault(notes.Contacts) + 1;
        if (notes.Contacts == 0)
            _unreached[notes.LastRefusal ?? NoJourney] = _unreached.GetValueOrDefault(notes.LastRefusal ?? NoJourney) + 1;
        _pressure.Complete(notes.Pressure);
        return (notes.Contacts, notes.Conversions);
    }

    /// <summary>Adds what another has counted.</summary>
    public void Add(SimulationTally other)
    {
        _customers += other._customers;
        Failed += other.Failed;
        Messages += other.Messages;
        _pressure.Add(other._pressure);
        Sum(_days, other._days);
        Sum(_minutes, other._minutes);
        Sum(_parts, other._parts);
        Sum(_contacts, other._contacts);
        Sum(_unreached, other._unreached);
        foreach (var (journey, tally) in other._journeys)
            Of(journey).Add(tally);
    }

    /// <summary>What it came to.</summary>
    public SimulationReport Report(
        LocalDate from, LocalDate to, int seed, long expected, CustomerBehaviour behaviour, IReadOnlyDictionary<string, ChannelTerms> terms)
    {
        var pressure = _pressure.Result();
        List<ChannelLoad> channels = [.. _days.Keys.Select(key => key.Channel).Distinct()
            .OrderBy(channel => channel.Name, StringComparer.Ordinal).Select(channel => Load(channel, terms.GetValueOrDefault(channel.Name)))];
        return new(
            Text(from), Text(to), seed, _customers, Math.Max(expected, _customers), Failed, _customers - _contacts.GetValueOrDefault(0),
            _unreached.OrderByDescending(reason => reason.Value).ToDictionary(),
            [.. _journeys.OrderBy(journey => journey.Key, StringComparer.Ordinal).Select(journey => journey.Value.Outcome(journey.Key))],
            channels,
            [.. _days.OrderBy(day => day.Key.Day).ThenBy(day => day.Key.Channel.Name, StringComparer.Ordinal)
                .Select(day => new DaySends(Text(day.Key.Day), day.Key.Channel.Name, day.Value))],
            _contacts.OrderBy(count => count.Key).ToDictionary(), pressure.Rules,
            [.. pressure.Collisions.Select(pair => new PairOfJourneys(pair.Waited.Value, pair.WentFirst.Value, pair.Messages, pair.SentLater))],
            channels.Sum(channel => channel.Cost), behaviour)
        {
            Pressure = pressure,
        };
    }

    private void Add(CustomerNotes notes, JourneyTally journey, TimelineEvent told, LocalDate day)
    {
        var isHoldout = told.Detail?["holdout"] is true;
        switch (told.Kind)
        {
            case TimelineEventKind.Entered when isHoldout: journey.Holdout++; break;
            case TimelineEventKind.Entered: journey.Entered++; break;
            case TimelineEventKind.Sent when told.Channel is { } channel && channel != Channel.Agent:
                Messages++;
                notes.Contacts++;
                journey.Messages++;
                Count(_days, (day, channel));
                Count(_minutes, (channel, told.Time.ToUnixTimeSeconds() / NodaConstants.SecondsPerMinute));
                break;
            case TimelineEventKind.Opened: journey.Opened++; break;
            case TimelineEventKind.Clicked: journey.Clicked++; break;
            case TimelineEventKind.Refused or TimelineEventKind.Deferred: notes.LastRefusal = told.Reason; break;
            case TimelineEventKind.Converted when isHoldout: journey.HoldoutConverted++; break;
            case TimelineEventKind.Converted:
                notes.Conversions++;
                journey.Converted++;
                break;
        }
    }

    private ChannelLoad Load(Channel channel, ChannelTerms terms)
    {
        var messages = _days.Where(day => day.Key.Channel == channel).Sum(day => day.Value);
        var parts = _parts.TryGetValue(channel, out var counted) ? counted : messages;
        var minutes = _minutes.Where(minute => minute.Key.Channel == channel).ToList();
        var peak = minutes.MaxBy(minute => (minute.Value, -minute.Key.Minute));
        return new ChannelLoad(
            channel.Name, messages, parts, parts * terms.Price,
            minutes.Count == 0 ? null : Instant.FromUnixTimeSeconds(peak.Key.Minute * NodaConstants.SecondsPerMinute).ToString(), peak.Value,
            terms.PerMinute, terms.PerMinute is { } most ? minutes.Count(minute => minute.Value > most) : 0);
    }

    private JourneyTally Of(string journey)
    {
        if (!_journeys.TryGetValue(journey, out var tally))
            _journeys[journey] = tally = new JourneyTally();
        return tally;
    }

    private static void Count<TKey>(Dictionary<TKey, long> counts, TKey key) where TKey : notnull =>
        counts[key] = counts.GetValueOrDefault(key) + 1;

    private static void Sum<TKey>(Dictionary<TKey, long> counts, Dictionary<TKey, long> others) where TKey : notnull
    {
        foreach (var (key, count) in others)
            counts[key] = counts.GetValueOrDefault(key) + count;
    }

    private static string Text(LocalDate day) => day.ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private sealed class CustomerNotes
    {
        public CustomerTally Pressure { get; } = PressureTally.Begin();

        public int Contacts { get; set; }

        public int Conversions { get; set; }

        public string? LastRefusal { get; set; }
    }

    private sealed class JourneyTally
    {
        public long Entered { get; set; }

        public long Holdout { get; set; }

        public long Messages { get; set; }

        public long Opened { get; set; }

        public long Clicked { get; set; }

        public long Converted { get; set; }

        public long HoldoutConverted { get; set; }

        public void Add(JourneyTally other)
        {
            Entered += other.Entered;
            Holdout += other.Holdout;
            Messages += other.Messages;
            Opened += other.Opened;
            Clicked += other.Clicked;
            Converted += other.Converted;
            HoldoutConverted += other.HoldoutConverted;
        }

        public JourneyOutcome Outcome(string journey)
        {
            var band = Uplift.BandOf(Converted, Entered);
            return new(
                journey, Entered, Holdout, Messages, Opened, Clicked, Converted, HoldoutConverted,
                Entered == 0 ? null : Math.Min(1, (double)Converted / Entered), band?.Low, band?.High);
        }
    }
}
