using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Journeys;
using Scriban.Syntax;

namespace Campaigns.Definitions.Validation.Expressions;

/// <summary>Walks one expression: finds unknown names and tells the sort of its value.</summary>
internal sealed class TypeChecker(NameScope scope, CheckedJourney journey)
{
    /// <summary>The sort of the value; what is wrong on the way is reported.</summary>
    public ValueType TypeOf(ScriptNode? node) => node switch
    {
        ScriptLiteral literal => OfLiteral(literal.Value),
        ScriptNestedExpression nested => TypeOf(nested.Expression),
        ScriptVariableGlobal variable => scope.Global(variable.Name),
        ScriptIsEmptyExpression empty => Then(empty.Target, ValueType.Boolean), // itself a member expression
        ScriptMemberExpression member => OfMember(member),
        ScriptIndexerExpression indexer => OfIndexer(indexer),
        ScriptUnaryExpression unary => OfUnary(unary),
        ScriptBinaryExpression binary => OperatorTypes.Of(binary, this, scope),
        ScriptConditionalExpression choice => OfChoice(choice),
        ScriptFunctionCall call => CallTypes.Of(call, piped: null, this, scope),
        ScriptPipeCall pipe => OfPipe(pipe),
        ScriptArrayInitializerExpression array => array.Values.Aggregate(new ValueType(ValueKind.List), (list, item) => Then(item, list)),
        ScriptInterpolatedStringExpression => ValueType.Text,
        null => ValueType.Unknown,
        _ => NotAllowed(),
    };

    private static ValueType OfLiteral(object? value) => value switch
    {
        null => new(ValueKind.Null),
        string text => new(ValueKind.Text, null, text),
        bool => ValueType.Boolean,
        _ => ValueType.Number,
    };

    private ValueType Then(ScriptNode? inner, ValueType result)
    {
        TypeOf(inner);
        return result;
    }

    private ValueType OfUnary(ScriptUnaryExpression unary)
    {
        var right = TypeOf(unary.Right);
        switch (unary.Operator)
        {
            case ScriptUnaryOperator.Not: return ValueType.Boolean;
            case ScriptUnaryOperator.Negate or ScriptUnaryOperator.Plus:
                if (!right.IsOpen && right.Kind != ValueKind.Number)
                    scope.Error("unlike-types", $"{right.Described} has no sign; only a number does");
                return ValueType.Number;
            default: return NotAllowed();
        }
    }

    private ValueType OfChoice(ScriptConditionalExpression choice)
    {
        TypeOf(choice.Condition);
        return ValueType.Either(TypeOf(choice.ThenValue), TypeOf(choice.ElseValue));
    }

    private ValueType OfPipe(ScriptPipeCall pipe)
    {
        var from = TypeOf(pipe.From);
        switch (pipe.To)
        {
            case ScriptFunctionCall call: return CallTypes.Of(call, from, this, scope);
            case ScriptVariableGlobal or ScriptMemberExpression: return CallTypes.Of(pipe.To, from, [], scope);
            default:
                scope.Error("bad-call",
                    "after | comes one function and nothing else; put the piped part in parentheses, such as (customer.tags | array.size) > 3");
                return ValueType.Unknown;
        }
    }

    private ValueType OfIndexer(ScriptIndexerExpression indexer)
    {
        // customer['city'] is customer.city.
        if (indexer is
            {
                Target: ScriptVariableGlobal { Name: "customer" or "policy" or "event" or "entry" or "journey" } subject,
                Index: ScriptLiteral { Value: string name }
            })
            return scope.Member(subject.Name, name);
        TypeOf(indexer.Target);
        TypeOf(indexer.Index);
        return ValueType.Unknown;
    }

    private ValueType OfMember(ScriptMemberExpression member)
    {
        var name = member.Member?.Name ?? "";
        switch (member.Target)
        {
            case ScriptVariableGlobal { Name: "customer" or "policy" or "event" or "entry" or "journey" } subject:
                return scope.Member(subject.Name, name);
            case ScriptVariableGlobal { Name: "steps" }:
                _ = scope.FindStep(name);
                return ValueType.Object;
            case ScriptMemberExpression { Target: ScriptVariableGlobal { Name: "steps" }, Member.Name: { } id }:
                return scope.FindStep(id) is { } step ? StepTypes.Of(step, name, scope) : ValueType.Unknown;
            case ScriptMemberExpression
            {
                Member.Name: "event",
                Target: ScriptMemberExpression { Target: ScriptVariableGlobal { Name: "steps" }, Member.Name: { } id }
            }:
                return scope.FindStep(id) switch
                {
                    WaitForStep wait when !journey.IsDraft => scope.ReceivedEventMember(wait, name),
                    null or WaitForStep => ValueType.Unknown,
                    { } other => StepTypes.Of(other, "event", scope),
                };
            case ScriptVariableGlobal { Name: var module } when FunctionCatalog.IsModule(module):
                return CallTypes.Of(member, null, [], scope);
            default: break;
        }

        var target = TypeOf(member.Target);
        if (!target.IsOpen)
            scope.Error("unknown-attribute", $"{Expression.PathOf(member.Target) ?? "this"} is {target.Described} and has no \"{name}\"");
        return ValueType.Unknown;
    }

    private ValueType NotAllowed()
    {
        scope.Error("not-allowed", "this syntax is not supported in expressions; use names, texts, numbers, comparisons and functions");
        return ValueType.Unknown;
    }
}
