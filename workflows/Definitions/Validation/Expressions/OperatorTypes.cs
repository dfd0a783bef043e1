using Campaigns.Definitions.Expressions;
using Campaigns.Model;
using Scriban.Syntax;

namespace Campaigns.Definitions.Validation.Expressions;

/// <summary>What operators do with the sorts of their sides, and which pairs make no sense.</summary>
internal static class OperatorTypes
{
    public static ValueType Of(ScriptBinaryExpression binary, TypeChecker checker, NameScope scope)
    {
        if (IsDashedStep(binary, scope))
            return ValueType.Unknown;
        var left = checker.TypeOf(binary.Left);
        var right = checker.TypeOf(binary.Right);
        switch (binary.Operator)
        {
            case ScriptBinaryOperator.And or ScriptBinaryOperator.Or:
                return ValueType.Boolean;
            case ScriptBinaryOperator.CompareEqual or ScriptBinaryOperator.CompareNotEqual:
                Compare(binary, left, right, scope);
                return ValueType.Boolean;
            case ScriptBinaryOperator.CompareLess or ScriptBinaryOperator.CompareGreater
                or ScriptBinaryOperator.CompareLessOrEqual or ScriptBinaryOperator.CompareGreaterOrEqual:
                Order(binary, left, right, scope);
                return ValueType.Boolean;
            case ScriptBinaryOperator.EmptyCoalescing:
                return ValueType.Either(left, right);
            case ScriptBinaryOperator.Add when left.Kind == ValueKind.Text || right.Kind == ValueKind.Text:
                return ValueType.Text;
            case ScriptBinaryOperator.Add or ScriptBinaryOperator.Subtract or ScriptBinaryOperator.Multiply
                or ScriptBinaryOperator.Divide or ScriptBinaryOperator.DivideRound or ScriptBinaryOperator.Modulus:
                return Compute(binary, left, right, scope);
            default:
                return ValueType.Unknown;
        }
    }

    /// <summary>Says why two sorts cannot be compared, and what to write instead; nothing when they can.</summary>
    public static void Compare(ScriptBinaryExpression binary, ValueType left, ValueType right, NameScope scope)
    {
        if (left.IsOpen || right.IsOpen)
            return;
        if (left.Kind != right.Kind)
            scope.Error("unlike-types",
                $"{Side(binary.Left, left)} is {left.Described} and {Side(binary.Right, right)} is {right.Described}, so they are never " +
                $"equal; {Advice(binary, left, right)}");
        else
        {
            CheckValue(left, right, binary.Left, scope);
            CheckValue(right, left, binary.Right, scope);
        }
    }

    /// <summary>A text written out must be one of the values an attribute can have.</summary>
    public static void CheckValue(ValueType attribute, ValueType written, ScriptNode? name, NameScope scope)
    {
        if (attribute.Values is { } values && written.Literal is { } literal && !values.Contains(literal, StringComparer.Ordinal))
            scope.Error("unknown-value", $"{Expression.PathOf(name) ?? "the value"} is never '{literal}'{Spelling.Hint(literal, values)}");
    }

    private static void Order(ScriptBinaryExpression binary, ValueType left, ValueType right, NameScope scope)
    {
        foreach (var (side, type) in new[] { (binary.Left, left), (binary.Right, right) })
        {
            if (type.Kind is ValueKind.Boolean or ValueKind.List)
            {
                scope.Error("unlike-types", $"{Side(side, type)} is {type.Described}, which has no order; compare numbers or dates");
                return;
            }
        }

        if (!left.IsOpen && !right.IsOpen && left.Kind != right.Kind)
            scope.Error("unlike-types",
                $"{Side(binary.Left, left)} is {left.Described} and {Side(binary.Right, right)} is {right.Described}, so they cannot be " +
                $"compared; {Advice(binary, left, right)}");
    }

    private static ValueType Compute(ScriptBinaryExpression binary, ValueType left, ValueType right, NameScope scope)
    {
        foreach (var (side, type) in new[] { (binary.Left, left), (binary.Right, right) })
        {
            if (type.IsOpen || type.Kind == ValueKind.Number)
                continue;
            var advice = type.Kind == ValueKind.Date
                ? "use date_diff for the time between two dates and date_add to move one"
                : "use a number";
            scope.Error("unlike-types",
                $"{Side(side, type)} is {type.Described}, which {binary.OperatorToken?.ToString().Trim()} cannot work with; {advice}");
            return ValueType.Unknown;
        }

        return left.Kind == ValueKind.Number && right.Kind == ValueKind.Number ? ValueType.Number : ValueType.Unknown;
    }

    private static string Advice(ScriptBinaryExpression binary, ValueType left, ValueType right)
    {
        var (kinds, text) = ((left.Kind, right.Kind), left.Literal ?? right.Literal);
        var path = Expression.PathOf(left.Literal is null ? binary.Left : binary.Right) ?? "it";
        return kinds switch
        {
            (ValueKind.List, _) or (_, ValueKind.List) => $"write contains({path}, {(text is null ? "…" : $"'{text}'")})",
            (ValueKind.Boolean, _) or (_, ValueKind.Boolean) =>
                $"write {path} or !{path} alone, or compare with true or false without quotes",
            (ValueKind.Date, _) or (_, ValueKind.Date) => text is null ? "compare a date with a date" : $"write date.parse('{text}')",
            (ValueKind.Number, ValueKind.Text) or (ValueKind.Text, ValueKind.Number) when text is not null => "leave the quotes out",
            _ => "put the number in quotes if a text is meant",
        };
    }

    private static string Side(ScriptNode? node, ValueType type) =>
        Expression.PathOf(node) ?? (type.Literal is { } text ? $"'{text}'" : node?.ToString()?.Trim()) ?? "one side";

    /// <summary><c>steps.d45-click</c> reads as a subtraction; nobody ever means that.</summary>
    private static bool IsDashedStep(ScriptBinaryExpression binary, NameScope scope)
    {
        if (binary.Operator != ScriptBinaryOperator.Subtract || Expression.PathOf(binary.Left) is not { } left
            || Expression.PathOf(binary.Right) is not { } right
            || left.Split('.') is not ["steps", _])
        {
            return false;
        }

        scope.Error("unknown-step", $"{left}-{right} is read as a subtraction; write dashes of ids as underscores: {left}_{right}");
        return true;
    }
}
