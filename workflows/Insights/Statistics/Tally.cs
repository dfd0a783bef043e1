using Campaigns.Model;
using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Insights.Statistics;

/// <summary>What one process counts within some minutes. Its owner's lock guards it.</summary>
/// <param name="id">Its name.</param>
/// <param name="tag">The tag of its entry in the list.</param>
/// <param name="openedAt">When it was opened.</param>
internal sealed class Tally(string id, string tag, Instant openedAt)
{
    private readonly HashSet<StatisticsPage> _unwritten = [];
    private long _stamps;

    public string Id => id;

    public string Tag => tag;

    public Instant OpenedAt { get; } = openedAt;

    /// <summary>When something was stamped or counted last.</summary>
    public Instant UsedAt { get; private set; } = openedAt;

    public Dictionary<StatisticsPage, StatisticsCounts> Pages { get; } = [];

    /// <summary>The entry as it was written when the tally was completed; null: it was not.</summary>
    public TallyRow? Entry { get; set; }

    /// <summary>How many units of work are being saved.</summary>
    public int UnitsInFlight { get; private set; }

    /// <summary>Units of work of which nobody knows whether they were saved.</summary>
    public List<Doubt> Doubts { get; private set; } = [];

    /// <summary>Whether nothing can be added any more, if nothing is stamped from now on, and all is written.</summary>
    public bool IsSettled => UnitsInFlight == 0 && Doubts.Count == 0 && _unwritten.Count == 0;

    public string NextStamp(Instant now)
    {
        (UnitsInFlight, UsedAt) = (UnitsInFlight + 1, now);
        return TallyId.Stamp(id, ++_stamps);
    }

    public void End() => UnitsInFlight--;

    public void Count(IReadOnlyList<TimelineEvent> timelineEvents, Instant now)
    {
        UsedAt = now;
        StatisticsPage.Count(Pages, timelineEvents);
        _unwritten.UnionWith(timelineEvents.Select(StatisticsPage.Of).OfType<StatisticsPage>());
    }

    public IReadOnlyList<Doubt> TakeDoubts(Instant now)
    {
        var due = Doubts.FindAll(doubt => doubt.LookAt <= now);
        Doubts = Doubts.FindAll(doubt => doubt.LookAt > now);
        return due;
    }

    /// <summary>The pages that have changed since they were written, as they are now.</summary>
    public List<KeyValuePair<StatisticsPage, byte[]>> TakeUnwritten()
    {
        List<KeyValuePair<StatisticsPage, byte[]>> taken =
            [.. _unwritten.Select(page => KeyValuePair.Create(page, StatisticsRow.Write(Pages[page])))];
        _unwritten.Clear();
        return taken;
    }

    /// <summary>They could not be written.</summary>
    public void Restore(IEnumerable<StatisticsPage> pages) => _unwritten.UnionWith(pages);
}

/// <summary>A unit of work of which nobody knows whether it was saved.</summary>
/// <param name="Customer">Whose.</param>
/// <param name="Batch">The number its timeline events have if it was.</param>
/// <param name="Stamp">Their stamp.</param>
/// <param name="LookAt">When to look.</param>
/// <param name="Final">Whether what is not there then never will be.</param>
internal sealed record Doubt(CustomerId Customer, long Batch, string Stamp, Instant LookAt, bool Final);
