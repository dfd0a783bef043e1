using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Campaigns.Model;

namespace Campaigns.Runtime.Customers;

/// <summary>
/// A customer's enrollments that run, in the order of their row keys, and what decisions ask about all of them: counted as they change, so
/// that one of three hundred enrollments is not asked about by going through the others.
/// </summary>
internal sealed class RunningEnrollments : IReadOnlyDictionary<EnrollmentId, EnrollmentRecord>
{
    private readonly Dictionary<(JourneyId Journey, int Version), int> _versions;
    private Dictionary<EnrollmentId, EnrollmentRecord> _enrollments;
    private HashSet<(JourneyId Journey, string Subject)>? _subjects; // made when first asked for

    /// <summary>None.</summary>
    public RunningEnrollments() => (_enrollments, _versions) = ([], []);

    /// <summary>The same enrollments, to be changed by themselves.</summary>
    public RunningEnrollments(RunningEnrollments other) =>
        (_enrollments, _versions, Held, Joined) = (new(other._enrollments), new(other._versions), other.Held, other.Joined);

    /// <inheritdoc/>
    public int Count => _enrollments.Count;

    /// <summary>How many are held.</summary>
    public int Held { get; private set; }

    /// <summary>How many have sends that are part of another's message.</summary>
    public int Joined { get; private set; }

    /// <summary>The journeys and versions they are on.</summary>
    public IReadOnlyCollection<(JourneyId Journey, int Version)> Versions => _versions.Keys;

    /// <inheritdoc/>
    public IEnumerable<EnrollmentId> Keys => _enrollments.Keys;

    /// <inheritdoc/>
    public IEnumerable<EnrollmentRecord> Values => _enrollments.Values;

    /// <inheritdoc/>
    public EnrollmentRecord this[EnrollmentId key] => _enrollments[key];

    /// <inheritdoc/>
    public bool ContainsKey(EnrollmentId key) => _enrollments.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(EnrollmentId key, [MaybeNullWhen(false)] out EnrollmentRecord value) => _enrollments.TryGetValue(key, out value);

    /// <summary>Whether one with an entry key runs.</summary>
    public bool Contains(JourneyId journey, string subject)
    {
        if (_enrollments.Count == 0)
            return false;
        _subjects ??= [.. _enrollments.Values.Select(static running => (running.Journey, running.Subject))];
        return _subjects.Contains((journey, subject));
    }

    /// <summary>Adds one, or puts it in the place of the one with its id.</summary>
    public void Set(EnrollmentRecord enrollment)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_enrollments, enrollment.Id, out var known);
        if (known)
            Reckon(place!, -1);
        place = enrollment;
        Reckon(enrollment, 1);
        _subjects?.Add((enrollment.Journey, enrollment.Subject));
    }

    /// <summary>Takes one away.</summary>
    public void Remove(EnrollmentId id)
    {
        if (!_enrollments.Remove(id, out var gone))
            return;
        Reckon(gone, -1);
        _subjects = null; // another may have the same key, in a store of an earlier version
    }

    /// <summary>Puts them in the order of their row keys, as they are when they are loaded.</summary>
    public void Sort() => _enrollments = CustomerRecord.InOrder(_enrollments, static id => id.Value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<EnrollmentId, EnrollmentRecord>> GetEnumerator() => _enrollments.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Reckon(EnrollmentRecord enrollment, int by)
    {
        Held += enrollment.Held ? by : 0;
        Joined += enrollment.State.Joined.IsEmpty ? 0 : by;
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_versions, (enrollment.Journey, enrollment.Version), out _);
        count += by;
        if (count == 0)
            _versions.Remove((enrollment.Journey, enrollment.Version));
    }
}
