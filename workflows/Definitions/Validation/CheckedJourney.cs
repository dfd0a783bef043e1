using System.Collections.Immutable;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Definitions.Json;
using Campaigns.Model;

namespace Campaigns.Definitions.Validation;

/// <summary>A journey being checked: its parts with their places, and the findings so far.</summary>
internal sealed class CheckedJourney
{
    private readonly List<Finding> _findings = [];
    private readonly Dictionary<object, string> _pointers = new(ReferenceEqualityComparer.Instance);
    private readonly List<Step> _steps = [];
    private readonly JourneySource _source;

    public CheckedJourney(JourneyDefinition definition, ValidationContext context, JourneySource source, bool isDraft)
    {
        (Definition, Context, IsDraft, _source) = (definition, context, isDraft, source);
        for (var i = 0; i < definition.Entries.Length; i++)
            AddPointer(definition.Entries[i], $"/entry/{i}");
        for (var i = 0; i < definition.Exits.Length; i++)
            AddPointer(definition.Exits[i], $"/exit/{i}");
        AddPointers(definition.Steps, "/steps");
        StepIds = isDraft ? source.StepIds : _steps.Select(s => s.Id.Value).ToHashSet(StringComparer.Ordinal);
    }

    public JourneyDefinition Definition { get; }

    public ValidationContext Context { get; }

    /// <summary>Whether parts are missing that could not be read.</summary>
    public bool IsDraft { get; }

    /// <summary>Every step at any depth, in the order of the document; a repeated id occurs repeatedly.</summary>
    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>The ids of all steps, in a draft also of those that could not be read.</summary>
    public IReadOnlySet<string> StepIds { get; }

    /// <summary>All findings, in the order of the document where lines are known.</summary>
    public ImmutableArray<Finding> Findings => [.. _findings.OrderBy(f => f.Line)];

    /// <summary>The pointer of a step, entry, exit rule or event pattern.</summary>
    public string PointerOf(object part) => _pointers[part];

    public void Error(string pointer, string code, string message) => Add(FindingSeverity.Error, pointer, code, message);

    public void Warn(string pointer, string code, string message) => Add(FindingSeverity.Warning, pointer, code, message);

    public void Add(FindingSeverity severity, string pointer, string code, string message) =>
        _findings.Add(new Finding(severity, pointer, 0, code, message) { Place = _source.PlaceOf(pointer) });

    private void AddPointer(object part, string computed) => _pointers[part] = _source.PointerOf(part) ?? computed;

    private void AddPointers(ImmutableArray<Step> block, string pointer)
    {
        for (var i = 0; i < block.Length; i++)
        {
            var step = block[i];
            AddPointer(step, JsonPointers.Append(pointer, i));
            _steps.Add(step);
            if (step is WaitForStep wait)
            {
                for (var e = 0; e < wait.Events.Length; e++)
                    AddPointer(wait.Events[e], $"{_pointers[step]}/waitFor/events/{e}");
            }

            foreach (var (arm, inner) in JourneyMap.Blocks(step))
                AddPointers(inner, PointerOfArm(step, arm));
        }
    }

    /// <summary>The pointer of one of the blocks a step holds, by the engine's number of it.</summary>
    public string PointerOfArm(Step step, int arm) => _pointers[step] + step switch
    {
        BranchStep branch => arm < branch.Arms.Length ? $"/branch/{arm}/then" : "/otherwise",
        SplitStep => $"/split/{arm}/steps",
        WaitForStep wait when arm < wait.Events.Length => _pointers[wait.Events[arm]][_pointers[step].Length..] + "/then",
        WaitForStep => "/waitFor/onTimeout",
        CountdownStep => $"/countdown/rungs/{arm}/steps",
        _ => "/repeat/steps",
    };
}
