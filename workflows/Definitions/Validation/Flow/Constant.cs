using Campaigns.Definitions.Expressions;
using Scriban.Syntax;

namespace Campaigns.Definitions.Validation.Flow;

/// <summary>Conditions whose answer is written into them.</summary>
internal static class Constant
{
    /// <summary>True or false where the condition always says so; null where it depends on data.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="present">A value that is assumed to be there, such as <c>steps.quiet.event</c>; null: nothing is assumed.</param>
    public static bool? Of(Expression condition, string? present = null) => Of(condition.Root, present);

    private static bool? Of(ScriptExpression? root, string? present) => root switch
    {
        ScriptLiteral literal => Truthiness.Of(literal.Value),
        ScriptNestedExpression nested => Of(nested.Expression, present),
        ScriptUnaryExpression { Operator: ScriptUnaryOperator.Not } not => !Of(not.Right, present),
        ScriptBinaryExpression { Operator: ScriptBinaryOperator.And } and => And(Of(and.Left, present), Of(and.Right, present)),
        ScriptBinaryExpression { Operator: ScriptBinaryOperator.Or } or => !And(!Of(or.Left, present), !Of(or.Right, present)),
        ScriptBinaryExpression { Operator: ScriptBinaryOperator.CompareEqual } equal when IsNullTest(equal, present) => false,
        ScriptBinaryExpression { Operator: ScriptBinaryOperator.CompareNotEqual } unequal when IsNullTest(unequal, present) => true,
        ScriptMemberExpression member when IsPresent(member, present) => true,
        _ => null,
    };

    private static bool IsNullTest(ScriptBinaryExpression comparison, string? present) =>
        (IsPresent(comparison.Left, present) && comparison.Right is ScriptLiteral { Value: null })
        || (IsPresent(comparison.Right, present) && comparison.Left is ScriptLiteral { Value: null });

    private static bool IsPresent(ScriptNode? node, string? present) => present is not null && Expression.PathOf(node) == present;

    private static bool? And(bool? left, bool? right) =>
        left == false || right == false ? false : left == true && right == true ? true : null;
}
