using NodaTime;

namespace Campaigns.Runtime.Incidents;

/// <summary>
/// What is broken now: a schedule, a sweep, a loop, a kind of customers' work. What fails again and again is one incident, told once
/// when it begins; the rest of the installation goes on meanwhile.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class IncidentLog(TimeProvider time)
{
    /// <summary>How many incidents are kept; beyond it the one that was silent longest is forgotten.</summary>
    public const int MaxIncidents = 100;

    /// <summary>An incident of which nothing is heard for this long is over, if nobody said so before.</summary>
    public static readonly Duration Silence = Duration.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Incident> _incidents = new(StringComparer.Ordinal);

    /// <summary>Hears of each incident when it begins, and of the failure that began it; must not throw.</summary>
    public event Action<Incident, Exception>? Began;

    /// <summary>Hears of each incident that is over because its part works again; must not throw.</summary>
    public event Action<Incident>? Ended;

    /// <summary>The incidents that are not over, by part.</summary>
    public IReadOnlyList<Incident> Open
    {
        get
        {
            lock (_lock)
            {
                ForgetSilent();
                return [.. _incidents.Values.OrderBy(incident => incident.Part, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Notes a failure.</summary>
    /// <param name="part">What failed, such as <c>schedule renewal/daily</c>; no personal data.</param>
    /// <param name="failure">Why.</param>
    public void Report(string part, Exception failure)
    {
        Incident incident;
        lock (_lock)
        {
            ForgetSilent();
            var known = _incidents.TryGetValue(part, out var earlier);
            incident = known ? earlier! with { Last = Now, Count = earlier.Count + 1 } : new Incident(part, Now, Now, 1);
            incident = incident with { Error = IncidentTexts.Of(failure) };
            if (!known && _incidents.Count >= MaxIncidents)
                _incidents.Remove(_incidents.Values.MinBy(other => other.Last)!.Part);
            _incidents[part] = incident;
            if (known)
                return;
        }

        Began?.Invoke(incident, failure);
    }

    /// <summary>Notes that a part works; its incident, if there is one, is over.</summary>
    public void Resolve(string part)
    {
        Incident? over;
        lock (_lock)
            _incidents.Remove(part, out over);
        if (over is not null)
            Ended?.Invoke(over);
    }

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    private void ForgetSilent()
    {
        foreach (var incident in _incidents.Values.Where(incident => Now - incident.Last > Silence).ToList())
            _incidents.Remove(incident.Part);
    }
}

/// <summary>Something that is broken.</summary>
/// <param name="Part">What.</param>
/// <param name="Since">When it failed first.</param>
/// <param name="Last">When it failed last.</param>
/// <param name="Count">How often.</param>
public sealed record Incident(string Part, Instant Since, Instant Last, long Count)
{
    /// <summary>The last failure in words, bounded and without personal data; the log has more.</summary>
    public string Error { get; init; } = "";
}
