using System.Collections.Immutable;
using Campaigns.Definitions.Json;
using Campaigns.Model;

namespace Campaigns.Definitions.Journeys.Reading;

/// <summary>Reads steps: an id and exactly one construct each.</summary>
internal static class StepReader
{
    private delegate Step? ReadConstruct(StepId id, JsonCursor body, JsonObjectCursor step);

    private static readonly ImmutableArray<(string Name, ReadConstruct Read)> Constructs =
    [
        ("send", static (id, body, _) => ContactSteps.ReadSend(id, body)),
        ("wait", static (id, body, _) => WaitSteps.ReadWait(id, body)),
        ("waitFor", static (id, body, _) => WaitSteps.ReadWaitFor(id, body)),
        ("countdown", static (id, body, _) => CountdownSteps.Read(id, body)),
        ("branch", ChoiceSteps.ReadBranch),
        ("split", static (id, body, _) => ChoiceSteps.ReadSplit(id, body)),
        ("update", static (id, body, _) => DataSteps.ReadUpdate(id, body)),
        ("task", static (id, body, _) => ContactSteps.ReadTask(id, body)),
        ("call", static (id, body, _) => DataSteps.ReadCall(id, body)),
        ("publish", static (id, body, _) => DataSteps.ReadPublish(id, body)),
        ("enroll", static (id, body, _) => FlowSteps.ReadEnroll(id, body)),
        ("repeat", static (id, body, _) => FlowSteps.ReadRepeat(id, body)),
        ("end", static (id, body, _) => FlowSteps.ReadEnd(id, body)),
    ];

    private static readonly string[] ConstructNames = [.. Constructs.Select(c => c.Name)];
    private static readonly string[] Properties = ["id", .. ConstructNames, "otherwise"];

    /// <summary>A list of steps in order.</summary>
    public static ImmutableArray<Step> ReadBlock(JsonCursor at) => [.. at.AsList("a list of steps").Select(Read).OfType<Step>()];

    /// <summary>The steps of an optional property.</summary>
    public static ImmutableArray<Step> ReadBlock(JsonObjectCursor holder, string name) =>
        holder[name] is { } block ? ReadBlock(block) : [];

    private static Step? Read(JsonCursor at)
    {
        if (at.AsObject("a step such as { \"id\": \"hello\", \"send\": { … } }", Properties) is not { } step)
            return null;
        var id = new StepId(step.Required("id", "\"id\": \"first-reminder\"")?.AsId("a step id") ?? Placeholder.Text);
        at.Log.StepIds.Add(id.Value);
        if (step["otherwise"] is { } otherwise && step["branch"] is null)
            otherwise.Error("unknown-property", "\"otherwise\" belongs to a \"branch\" step");
        var written = Constructs.Where(c => step[c.Name] is not null).ToArray();
        if (written.Length > 1)
        {
            at.Error("too-many",
                $"one step cannot be {string.Join(" and ", written.Select(c => $"\"{c.Name}\""))} at once; write one step for each");
            foreach (var (name, read) in written) // what is wrong inside them is still worth telling
                read(id, step[name]!.Value, step);
            return null;
        }

        if (written.Length == 0)
        {
            // A misspelt construct was reported as an unknown property already.
            if (step.Names.All(n => Properties.Contains(n)))
                at.Error("missing-property", $"the step has no construct; expected one of {Spelling.OneOf(ConstructNames)}");
            return null;
        }

        return written[0].Read(id, step[written[0].Name]!.Value, step) is { } result ? at.Log.Track(result, at.Pointer) : null;
    }
}
