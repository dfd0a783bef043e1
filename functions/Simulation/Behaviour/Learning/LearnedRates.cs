using Campaigns.Insights.Statistics;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Simulation.Behaviour.Learning;

/// <summary>Makes probabilities of counts.</summary>
/// <param name="stated">What small counts are drawn towards.</param>
/// <param name="messages">By journey and channel.</param>
/// <param name="alone">By journey, its holdout group.</param>
internal sealed class LearnedRates(
    CustomerBehaviour stated, Dictionary<(string Journey, string Channel), MessageCounts> messages, Dictionary<string, GoalCurve> alone)
{
    /// <summary>What is stated weighs as much as so many cases.</summary>
    private const int Weight = 50;

    private const string All = "*";
    private static readonly Duration Undated = Duration.FromDays(30);

    private readonly List<LearnedRate> _rates = [];

    public LearnedBehaviour Learn()
    {
        var all = Sum(messages.Values);
        var overall = stated with
        {
            Delivered = Rate(All, "", "delivered", all.Delivered, all.Sent, stated.Delivered),
            Bounced = Rate(All, "", "bounced", all.Bounced, all.Sent, stated.Bounced),
            Clicked = Rate(All, "", "clicked", all.Clicked, all.Delivered, stated.Clicked),
            Opened = Opened(All, "", Sum(messages.Where(one => one.Key.Channel != Channel.Sms.Name).Select(one => one.Value)), stated.Opened),
            Journeys = new(stated.Journeys),
        };
        foreach (var journey in messages.Keys.Select(key => key.Journey).Union(alone.Keys).Order(StringComparer.Ordinal))
            overall.Journeys[journey] = Of(journey);
        return new(overall, _rates);
    }

    private JourneyBehaviour Of(string journey)
    {
        var (known, curve) = (stated.Of(journey), alone.GetValueOrDefault(journey) ?? new GoalCurve());
        var band = Uplift.BandOf(curve.Reached, curve.Count) ?? (0, 1);
        var onOwn = Note(journey, "", "alone", Drawn(curve.Part, curve.Count, known.Alone), known.Alone, curve.Reached, curve.Count, band);
        var channels = messages.Where(one => one.Key.Journey == journey).OrderBy(one => one.Key.Channel, StringComparer.Ordinal).ToList();
        var all = Sum(channels.Select(channel => channel.Value));
        return known with
        {
            Alone = onOwn,
            OnMessage = Persuaded(journey, "", "onMessage", all.OnMessage, known.OnMessage, AloneBy),
            OnClick = Persuaded(journey, "", "onClick", all.OnClick, known.OnClick, AloneBy),
            Channels = channels.ToDictionary(channel => channel.Key.Channel, channel => Of(journey, channel.Key.Channel, channel.Value, AloneBy)),
        };

        // Until the history has a holdout group, they are thought to come evenly over a month.
        double AloneBy(Duration after) =>
            ((curve.PartBy(after) * curve.Count) + (known.Alone * Math.Min(1, after / Undated) * Weight)) / (curve.Count + Weight);
    }

    private ChannelBehaviour Of(string journey, string channel, MessageCounts counts, Func<Duration, double> aloneBy)
    {
        var known = stated.Of(journey, channel);
        return new ChannelBehaviour
        {
            Delivered = Rate(journey, channel, "delivered", counts.Delivered, counts.Sent, known.Delivered),
            Bounced = Rate(journey, channel, "bounced", counts.Bounced, counts.Sent, known.Bounced),
            Opened = channel == Channel.Sms.Name ? null : Opened(journey, channel, counts, known.Opened),
            Clicked = Rate(journey, channel, "clicked", counts.Clicked, counts.Delivered, known.Clicked),
            OnMessage = Persuaded(journey, channel, "onMessage", counts.OnMessage, known.OnMessage, aloneBy),
            OnClick = Persuaded(journey, channel, "onClick", counts.OnClick, known.OnClick, aloneBy),
        };
    }

    private double Rate(string journey, string channel, string name, long count, long of, double before) =>
        Note(journey, channel, name, Drawn(of == 0 ? 0 : (double)count / of, of, before), before, count, of, Uplift.BandOf(count, of) ?? (0, 1));

    /// <summary>Who follows a link opens as well, so what is left is opened by those who do not: 1 − (1 − opened)(1 − clicked).</summary>
    private double Opened(string journey, string channel, MessageCounts counts, double before)
    {
        var (count, of) = (Math.Max(0, counts.Opened - counts.Clicked), counts.Delivered - counts.Clicked);
        return Rate(journey, channel, "opened", count, of, before);
    }

    /// <summary>
    /// What messages brought about: those who reached the goal after one, before the next, less those who would have on their own meanwhile,
    /// of those whose acting on it could be seen.
    /// </summary>
    private double Persuaded(
        string journey, string channel, string name, Persuasion persuasion, double before, Func<Duration, double> aloneBy)
    {
        var (alone, seen) = persuasion.Expected(aloneBy);
        var band = Uplift.BandOf(persuasion.Reached, persuasion.Messages) ?? (0, 1);
        return Note(
            journey, channel, name, Drawn(Of(persuasion.Reached), seen, before), before, persuasion.Reached, persuasion.Messages,
            persuasion.Messages == 0 ? (0, 1) : (Of(band.Low * persuasion.Messages), Of(band.High * persuasion.Messages)));

        double Of(double reached) => seen <= 0 ? 0 : Math.Clamp((reached - alone) / seen, 0, 1);
    }

    private static double Drawn(double rate, double of, double before) => ((rate * of) + (before * Weight)) / (of + Weight);

    private double Note(
        string journey, string channel, string name, double value, double before, long count, long of, (double Low, double High) band)
    {
        const int digits = 4; // more say nothing
        var rounded = Math.Round(value, digits);
        _rates.Add(new(journey, channel, name, rounded, before, count, of, Math.Round(band.Low, digits), Math.Round(band.High, digits)));
        return rounded;
    }

    private static MessageCounts Sum(IEnumerable<MessageCounts> counts)
    {
        var sum = new MessageCounts();
        foreach (var one in counts)
            sum.Add(one);
        return sum;
    }
}
