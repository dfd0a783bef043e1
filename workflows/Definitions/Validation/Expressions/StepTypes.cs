using Campaigns.Definitions.Journeys;
using Campaigns.Model;

namespace Campaigns.Definitions.Validation.Expressions;

/// <summary>What <c>steps.&lt;id&gt;</c> can be asked once the step is done.</summary>
internal static class StepTypes
{
    private static readonly string[] Members = ["at", "arm", "status", "detail", "event"];
    private static readonly string[] SendStatus = ["sent", "delivered", "refused", "failed"];

    public static ValueType Of(Step step, string member, NameScope scope)
    {
        switch (member)
        {
            case "at": return ValueType.Date;
            case "arm" when step is SplitStep split: return new(ValueKind.Text, [.. split.Arms.Select(a => a.Id)]);
            case "status" when step is SendStep: return new(ValueKind.Text, SendStatus);
            case "detail" when step is SendStep: return ValueType.Text;
            case "event" when step is WaitForStep: return ValueType.Object;
            default: break;
        }

        if (!Members.Contains(member))
            scope.Error("unknown-attribute", $"a step has no \"{member}\"{Spelling.Hint(member, Members)}");
        else
        {
            var owner = member switch { "arm" => "a split", "event" => "a waitFor", _ => "a send" };
            scope.Error("unknown-attribute", $"\"{step.Id}\" has no \"{member}\": only {owner} has one");
        }

        return ValueType.Unknown;
    }
}
