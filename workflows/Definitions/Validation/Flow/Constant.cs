using Campaigns.Definitions.Expressions;
using Scriban.Syntax;

namespace Campaigns.Definitions.Validation.Flow;

/// <summary>Conditions whose answer is written into them.</summary>
internal static class Constant
{
    /// <summary>True or false where the condition always says so; null where it depends on data.</summary>
    public static bool? Of(Expression condition) => Of(condition.Root);

    private static bool? Of(ScriptExpression? root) => root switch
    {
        ScriptLiteral literal => Truthiness.Of(literal.Value),
        ScriptNestedExpression nested => Of(nested.Expression),
        ScriptUnaryExpression { Operator: ScriptUnaryOperator.Not } not => !Of(not.Right),
        ScriptBinaryExpression { Operator: ScriptBinaryOperator.And } and => And(Of(and.Left), Of(and.Right)),
        ScriptBinaryExpression { Operator: ScriptBinaryOperator.Or } or => !And(!Of(or.Left), !Of(or.Right)),
        _ => null,
    };

    private static bool? And(bool? left, bool? right) =>
        left == false || right == false ? false : left == true && right == true ? true : null;
}
