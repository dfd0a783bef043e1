using Scriban.Syntax;

namespace Campaigns.Definitions.Expressions.Compiled;

/// <summary>
/// Makes nodes of the expressions that journeys mostly have: attributes, comparisons, logic, and dates. They give the values that Scriban
/// gives, at a tenth of its cost; everything else is left to Scriban.
/// </summary>
internal static class ExpressionCompiler
{
    /// <summary>So few that the steps an expression may take are never all used.</summary>
    private const int MostNodes = 500;

    private static readonly string[] Units = ["minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years"];

    /// <summary>The nodes; null: Scriban is to evaluate it.</summary>
    public static CompiledNode? Compile(ScriptExpression root)
    {
        var left = MostNodes;
        return Compile(root, ref left);
    }

    private static CompiledNode? Compile(ScriptExpression? expression, ref int left) => --left < 0 ? null : expression switch
    {
        ScriptNestedExpression nested => Compile(nested.Expression, ref left),
        ScriptLiteral { Value: null or bool or int or string } literal => new LiteralNode(literal.Value),
        ScriptVariableGlobal { Name: ExpressionScope.Clock } => new ClockNode(),
        ScriptVariableGlobal { Name: "customer" or "policy" or "event" or "entry" or "journey" or "steps" } variable =>
            new NameNode(variable.Name),
        ScriptMemberExpression { Member: ScriptVariableGlobal { } member } path
            when Compile(path.Target, ref left) is { } target and (NameNode or MemberNode) => new MemberNode(target, member.Name),
        ScriptUnaryExpression { Operator: ScriptUnaryOperator.Not } not when Compile(not.Right, ref left) is { } operand =>
            new NotNode(operand),
        ScriptBinaryExpression binary when Compile(binary.Left, ref left) is { } first && Compile(binary.Right, ref left) is { } second =>
            Combine(binary, first, second),
        ScriptFunctionCall { Target: ScriptVariableGlobal { Name: var name }, ExplicitCall: true } call =>
            Call(name, call.Arguments, ref left),
        _ => null,
    };

    private static CompiledNode? Combine(ScriptBinaryExpression binary, CompiledNode left, CompiledNode right) => binary.Operator switch
    {
        ScriptBinaryOperator.And => new LogicNode(left, right, isOr: false),
        ScriptBinaryOperator.Or => new LogicNode(left, right, isOr: true),
        ScriptBinaryOperator.EmptyCoalescing => new CoalesceNode(left, right),
        _ => Comparison.Is(binary) ? new ComparisonNode(binary.Operator, left, right) : null,
    };

    private static CompiledNode? Call(string name, ScriptList<ScriptExpression> arguments, ref int left)
    {
        var compiled = new List<CompiledNode>(arguments.Count);
        foreach (var argument in arguments)
        {
            if (Compile(argument, ref left) is not { } node)
                return null;
            compiled.Add(node);
        }

        return (name, compiled) switch
        {
            ("date_diff", [var from, var to, LiteralNode { Value: string unit }]) when Units.Contains(unit) =>
                new DateDifferenceNode(from, to, unit),
            ("date_add", [var date, LiteralNode { Value: int amount }, LiteralNode { Value: string unit }]) when Units.Contains(unit) =>
                new DateAdditionNode(date, amount, unit),
            ("age", [var birth, var at]) => new DateDifferenceNode(birth, at, "year"),
            ("contains", [var list, var value]) => new ContainsNode(list, value),
            _ => null,
        };
    }
}
