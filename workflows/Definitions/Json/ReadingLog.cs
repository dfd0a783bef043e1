using System.Collections.Immutable;
using Campaigns.Model;

namespace Campaigns.Definitions.Json;

/// <summary>What the reading of one document gathers: all findings, and where each part of the result stood.</summary>
internal sealed class ReadingLog
{
    private readonly List<Finding> _findings = [];

    /// <summary>Pointers of the parts, by identity: two equal records may stand in two places.</summary>
    public Dictionary<object, string> Pointers { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Every id written at a step, also of steps that could not be read.</summary>
    public HashSet<string> StepIds { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether anything prevents the use of the document.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Adds a finding; its place is filled in at the end.</summary>
    public void Add(FindingSeverity severity, string pointer, string code, string message, TextPlace place = default)
    {
        HasErrors |= severity == FindingSeverity.Error;
        _findings.Add(new Finding(severity, pointer, place.Line, code, message) { Column = place.Column });
    }

    /// <summary>Remembers where a part stood.</summary>
    public T Track<T>(T part, string pointer)
        where T : class
    {
        Pointers[part] = pointer;
        return part;
    }

    /// <summary>All findings, in the order of the document.</summary>
    public ImmutableArray<Finding> InOrder(Func<string, TextPlace> placeOf) =>
        [.. _findings.Select(f => f.Line > 0 ? f : f with { Place = placeOf(f.Pointer) }).OrderBy(f => f.Line)];
}
