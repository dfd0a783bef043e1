using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;

namespace Campaigns.Runtime.Ports;

/// <summary>
/// The journeys of a library by what is asked of them for every event: so that three hundred published journeys cost an event no more
/// than those it concerns.
/// </summary>
public sealed class JourneyIndex
{
    // A library gives the same array until something is published, paused or retired.
    private static readonly ConditionalWeakTable<LiveJourney[], JourneyIndex> Known = [];
    private static readonly LiveJourney[] None = [];

    private readonly FrozenDictionary<JourneyId, LiveJourney> _byId;
    private readonly FrozenDictionary<string, ImmutableArray<EventEntry>> _byEvent;
    private readonly FrozenDictionary<string, ImmutableArray<int>> _datesByAttribute;
    private readonly ImmutableArray<int> _datesByTime;

    private JourneyIndex(LiveJourney[] journeys)
    {
        AnyPaused = journeys.Any(live => live.Status == JourneyStatus.Paused);
        _byId = journeys.DistinctBy(live => live.Definition.Id).ToFrozenDictionary(live => live.Definition.Id);
        var entries = journeys.Where(live => live.Status == JourneyStatus.Published)
            .SelectMany(live => live.Entered).SelectMany(version => version.Entries, (version, entry) => (Definition: version, Entry: entry))
            .ToList();
        _byEvent = entries.Where(item => item.Entry is Entry.OnEvent)
            .Select(item => new EventEntry(item.Definition, (Entry.OnEvent)item.Entry)).GroupBy(item => item.Entry.Type, StringComparer.Ordinal)
            .ToFrozenDictionary(type => type.Key, type => type.ToImmutableArray(), StringComparer.Ordinal);
        Dates = [.. entries.Where(item => item.Entry is Entry.BeforeDate)
            .Select(item => new DateEntry(item.Definition, (Entry.BeforeDate)item.Entry))];
        _datesByAttribute = Dates.SelectMany((date, i) => date.Reads.Select(read => (read, i)))
            .GroupBy(item => item.read, item => item.i, StringComparer.Ordinal)
            .ToFrozenDictionary(read => read.Key, read => read.ToImmutableArray(), StringComparer.Ordinal);
        _datesByTime = [.. Enumerable.Range(0, Dates.Length).Where(i => Dates[i].DependsOnTime)];
    }

    /// <summary>
    /// The entries by date of published journeys, in the order of the journeys; of both versions while a new one comes before a share of
    /// customers only.
    /// </summary>
    public ImmutableArray<DateEntry> Dates { get; }

    /// <summary>Whether a journey is paused.</summary>
    public bool AnyPaused { get; }

    /// <summary>The index of a library's journeys; made once for each state of the library.</summary>
    public static JourneyIndex Of(ImmutableArray<LiveJourney> journeys) =>
        Known.GetValue(ImmutableCollectionsMarshal.AsArray(journeys) ?? None, static journeys => new JourneyIndex(journeys));

    /// <summary>A journey, or null.</summary>
    public LiveJourney? Find(JourneyId id) => _byId.GetValueOrDefault(id);

    /// <summary>The entries of published journeys by an event, in the order of the journeys; of both versions, as of dates.</summary>
    public ImmutableArray<EventEntry> OnEvent(string type) => _byEvent.TryGetValue(type, out var entries) ? entries : [];

    /// <summary>The entries by date that may come to another end than before when these attributes have changed, in the same order.</summary>
    /// <param name="attributes">Such as <c>policy.expires_on</c>.</param>
    public IEnumerable<DateEntry> DatesReading(IReadOnlySet<string> attributes)
    {
        // They move every date of the customer.
        if (attributes.Contains(DateEntry.TimeZone))
            return Dates;
        SortedSet<int>? touched = null;
        foreach (var attribute in attributes)
            Add(attribute);
        if (attributes.Any(attribute => attribute.StartsWith(DateEntry.Policy + ".", StringComparison.Ordinal)))
            Add(DateEntry.Policy);
        if (attributes.Any(attribute => attribute.StartsWith(DateEntry.Customer + ".", StringComparison.Ordinal)))
            Add(DateEntry.Customer);
        if (!_datesByTime.IsEmpty)
            (touched ??= []).UnionWith(_datesByTime);
        return touched is null ? [] : touched.Select(i => Dates[i]);

        void Add(string read)
        {
            if (_datesByAttribute.TryGetValue(read, out var dates))
                (touched ??= []).UnionWith(dates);
        }
    }
}

/// <summary>A way into a published journey by an event.</summary>
/// <param name="Journey">The journey.</param>
/// <param name="Entry">The way in.</param>
public sealed record EventEntry(JourneyDefinition Journey, Entry.OnEvent Entry);

/// <summary>A way into a published journey by a date.</summary>
public sealed class DateEntry
{
    internal const string Customer = "customer";
    internal const string Policy = "policy";
    internal const string TimeZone = "customer.time_zone";

    internal DateEntry(JourneyDefinition journey, Entry.BeforeDate entry)
    {
        (Journey, Entry) = (journey, entry);
        try
        {
            Expression[] expressions = entry.Where is { } where ? [entry.Date, where, .. entry.Key] : [entry.Date, .. entry.Key];
            Reads = expressions.SelectMany(expression => expression.Paths).Select(AttributeOf).OfType<string>()
                .ToFrozenSet(StringComparer.Ordinal);
            DependsOnTime = expressions.Any(expression => expression.Mentions("now"));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // One journey that cannot be looked into keeps no other from being found: it fails where it is looked at, by itself.
            (Reads, DependsOnTime) = ([], true);
        }
    }

    /// <summary>The journey.</summary>
    public JourneyDefinition Journey { get; }

    /// <summary>The way in.</summary>
    public Entry.BeforeDate Entry { get; }

    /// <summary>
    /// The attributes that its date, condition and key read, such as <c>policy.expires_on</c>; <c>policy</c> alone where they may read any.
    /// </summary>
    public FrozenSet<string> Reads { get; }

    /// <summary>Whether it reads the clock: then it is looked at whatever has changed.</summary>
    public bool DependsOnTime { get; }

    /// <summary>Whether a change of these attributes of the customer may let any of their policies in.</summary>
    public bool ConcernsAllPolicies(IReadOnlySet<string> attributes) =>
        attributes.Contains(TimeZone) || (Entry.DependsOnCustomer && (DependsOnTime || Reads.Contains(Customer)
        || attributes.Any(attribute => attribute.StartsWith(Customer + ".", StringComparison.Ordinal) && Reads.Contains(attribute))));

    private static string? AttributeOf(string path)
    {
        var parts = path.Split('.');
        return parts[0] is not (Customer or Policy) ? null : parts.Length == 1 ? parts[0] : $"{parts[0]}.{parts[1]}";
    }
}
