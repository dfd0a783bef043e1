using Campaigns.Model.Customers;
using NodaTime;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Campaigns.Definitions.Expressions;

/// <summary>
/// How values compare, in expressions and in templates alike. Nothing is less or greater than null, and null equals only null and
/// texts that are empty or blank. A date is compared with an instant as its first moment on the customer's clock, and a text with either as the date it
/// says, or null when it says none. Texts are ordered by their characters, whatever the culture of the process.
/// </summary>
public static class Comparison
{
    /// <summary>Whether a node of the syntax tree compares two values.</summary>
    public static bool Is(ScriptNode? node) => node is ScriptBinaryExpression
    {
        Operator: ScriptBinaryOperator.CompareEqual or ScriptBinaryOperator.CompareNotEqual
            or ScriptBinaryOperator.CompareLess or ScriptBinaryOperator.CompareLessOrEqual
            or ScriptBinaryOperator.CompareGreater or ScriptBinaryOperator.CompareGreaterOrEqual
    };

    /// <summary>The comparison's answer.</summary>
    /// <param name="comparison">A node that <see cref="Is"/> one.</param>
    /// <param name="context">Evaluates its sides.</param>
    /// <param name="zone">The customer's zone.</param>
    /// <exception cref="ScriptRuntimeException">The two have no order, such as a number and a list.</exception>
    public static object? Evaluate(ScriptBinaryExpression comparison, TemplateContext context, DateTimeZone zone)
    {
        var (left, right) = (context.Evaluate(comparison.Left!), context.Evaluate(comparison.Right!));
        if (left == EmptyScriptObject.Default || right == EmptyScriptObject.Default)
            return Others(comparison, context, left, right);
        return Of(comparison.Operator, left, right, zone) is { } answer ? answer
            : left is string || right is string
                ? OfOrder(comparison.Operator, string.CompareOrdinal(context.ObjectToString(left), context.ObjectToString(right)))
                : Others(comparison, context, left, right);
    }

    /// <summary>The answer where it needs no machine: with a date or an instant, with null, or between texts; null: it needs one.</summary>
    internal static bool? Of(ScriptBinaryOperator comparison, object? left, object? right, DateTimeZone zone)
    {
        if (IsTime(left) || IsTime(right))
        {
            // What is no date, be it a number, compares with one as null does.
            (left, right) = (AttributeDates.Read(left, zone), AttributeDates.Read(right, zone));
            return left is null || right is null
                ? OfNull(comparison, left is null && right is null)
                : OfOrder(comparison, Order(left, right, zone));
        }

        if (left is null || right is null)
            return OfNull(comparison, (left ?? right) is null || ((left ?? right) is string text && BlankText.Is(text)));
        return left is string a && right is string b ? OfOrder(comparison, string.CompareOrdinal(a, b)) : null;
    }

    private static bool IsTime(object? value) => value is LocalDate or ZonedDateTime;

    private static int Order(object left, object right, DateTimeZone zone) => left is LocalDate a && right is LocalDate b
        ? a.CompareTo(b)
        : AttributeDates.ToInstant(left, zone)!.Value.CompareTo(AttributeDates.ToInstant(right, zone)!.Value);

    private static bool OfNull(ScriptBinaryOperator comparison, bool equal) => comparison switch
    {
        ScriptBinaryOperator.CompareEqual => equal,
        ScriptBinaryOperator.CompareNotEqual => !equal,
        _ => false,
    };

    /// <summary>The answer by the order of the two: negative, zero or positive.</summary>
    internal static bool OfOrder(ScriptBinaryOperator comparison, int order) => comparison switch
    {
        ScriptBinaryOperator.CompareEqual => order == 0,
        ScriptBinaryOperator.CompareNotEqual => order != 0,
        ScriptBinaryOperator.CompareLess => order < 0,
        ScriptBinaryOperator.CompareLessOrEqual => order <= 0,
        ScriptBinaryOperator.CompareGreater => order > 0,
        _ => order >= 0,
    };

    private static object? Others(ScriptBinaryExpression comparison, TemplateContext context, object? left, object? right) =>
        ScriptBinaryExpression.Evaluate(context, comparison.Span, comparison.Operator, left, right);
}
