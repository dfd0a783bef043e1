using System.Globalization;
using Campaigns.Definitions.Expressions;
using Scriban.Syntax;

namespace Campaigns.Definitions.Validation.Together;

/// <summary>
/// Conditions that can never hold, whatever the data: parts that must hold together and exclude each other. Sound, not complete: what it
/// calls impossible is; of what it does not understand it says nothing.
/// </summary>
internal static class Contradiction
{
    /// <summary>Whether conditions can never hold at the same time over the same data.</summary>
    public static bool IsCertain(params ReadOnlySpan<Expression?> conditions)
    {
        var facts = new List<ScriptExpression>();
        foreach (var condition in conditions)
        {
            if (condition is not null)
                Gather(condition.Root, facts);
        }

        return Excludes(facts);
    }

    private static bool Excludes(List<ScriptExpression> facts) =>
        facts.Exists(fact => fact is ScriptBinaryExpression { Operator: ScriptBinaryOperator.Or } or && IsImpossible(or.Left) && IsImpossible(or.Right))
        || facts.Select(Fact.Of).OfType<Fact>().GroupBy(fact => fact.Subject).Any(same => ExcludeEachOther([.. same]));

    private static bool IsImpossible(ScriptExpression? condition)
    {
        var facts = new List<ScriptExpression>();
        Gather(condition, facts);
        return Excludes(facts);
    }

    private static void Gather(ScriptExpression? condition, List<ScriptExpression> facts)
    {
        switch (condition)
        {
            case ScriptNestedExpression nested: Gather(nested.Expression, facts); break;
            case ScriptBinaryExpression { Operator: ScriptBinaryOperator.And } and:
                Gather(and.Left, facts);
                Gather(and.Right, facts);
                break;
            case not null: facts.Add(condition); break;
        }
    }

    private static bool ExcludeEachOther(Fact[] facts)
    {
        for (var i = 0; i < facts.Length; i++)
        {
            for (var j = i + 1; j < facts.Length; j++)
            {
                if (facts[i].Excludes(facts[j]) || facts[j].Excludes(facts[i]))
                    return true;
            }
        }

        return false;
    }

    /// <summary>A comparison of something with a literal.</summary>
    private sealed record Fact(string Subject, ScriptBinaryOperator Operator, object? Value)
    {
        public static Fact? Of(ScriptExpression expression) => expression is not ScriptBinaryExpression comparison ? null
            : comparison is { Left: { } left, Right: ScriptLiteral right } && left is not ScriptLiteral && IsComparison(comparison.Operator)
                ? new(left.ToString()!, comparison.Operator, Plain(right.Value))
            : comparison is { Left: ScriptLiteral literal, Right: { } other } && other is not ScriptLiteral && IsComparison(comparison.Operator)
                ? new(other.ToString()!, Mirrored(comparison.Operator), Plain(literal.Value))
            : null;

        public bool Excludes(Fact other) => Operator switch
        {
            ScriptBinaryOperator.CompareEqual => Value switch
            {
                null => other.Operator is not (ScriptBinaryOperator.CompareEqual or ScriptBinaryOperator.CompareNotEqual) && other.Value is decimal
                    || (other.Operator == ScriptBinaryOperator.CompareEqual && other.Value is string { Length: > 0 } text && !string.IsNullOrWhiteSpace(text))
                    || (other.Operator == ScriptBinaryOperator.CompareEqual && other.Value is decimal),
                decimal number when other.Value is decimal limit => !Holds(number, other.Operator, limit),
                string text when other.Value is string word && IsPlainWord(text) && IsPlainWord(word) => other.Operator switch
                {
                    ScriptBinaryOperator.CompareEqual => text != word,
                    ScriptBinaryOperator.CompareNotEqual => text == word,
                    _ => false,
                },
                bool flag when other.Value is bool answer => other.Operator switch
                {
                    ScriptBinaryOperator.CompareEqual => flag != answer,
                    ScriptBinaryOperator.CompareNotEqual => flag == answer,
                    _ => false,
                },
                _ => false,
            },
            ScriptBinaryOperator.CompareGreater or ScriptBinaryOperator.CompareGreaterOrEqual
                when Value is decimal least && other.Value is decimal most && other.Operator is ScriptBinaryOperator.CompareLess or ScriptBinaryOperator.CompareLessOrEqual =>
                least > most || (least == most && (Operator == ScriptBinaryOperator.CompareGreater || other.Operator == ScriptBinaryOperator.CompareLess)),
            _ => false,
        };

        private static bool Holds(decimal number, ScriptBinaryOperator comparison, decimal limit) => comparison switch
        {
            ScriptBinaryOperator.CompareEqual => number == limit,
            ScriptBinaryOperator.CompareNotEqual => number != limit,
            ScriptBinaryOperator.CompareGreater => number > limit,
            ScriptBinaryOperator.CompareGreaterOrEqual => number >= limit,
            ScriptBinaryOperator.CompareLess => number < limit,
            ScriptBinaryOperator.CompareLessOrEqual => number <= limit,
            _ => true,
        };

        // What reads like a date equals other spellings of it, and what is blank equals nothing at all.
        private static bool IsPlainWord(string text) => text.Length > 0 && char.IsLetter(text[0]);

        private static object? Plain(object? value) => value switch
        {
            null or string or bool => value,
            IConvertible number => Number(number),
            _ => value,
        };

        private static object Number(IConvertible number)
        {
            try
            {
                return number.ToDecimal(CultureInfo.InvariantCulture);
            }
            catch (OverflowException)
            {
                return number; // no decimal, so nothing is concluded
            }
        }

        private static bool IsComparison(ScriptBinaryOperator comparison) => comparison is ScriptBinaryOperator.CompareEqual or ScriptBinaryOperator.CompareNotEqual
            or ScriptBinaryOperator.CompareGreater or ScriptBinaryOperator.CompareGreaterOrEqual or ScriptBinaryOperator.CompareLess or ScriptBinaryOperator.CompareLessOrEqual;

        private static ScriptBinaryOperator Mirrored(ScriptBinaryOperator comparison) => comparison switch
        {
            ScriptBinaryOperator.CompareGreater => ScriptBinaryOperator.CompareLess,
            ScriptBinaryOperator.CompareGreaterOrEqual => ScriptBinaryOperator.CompareLessOrEqual,
            ScriptBinaryOperator.CompareLess => ScriptBinaryOperator.CompareGreater,
            ScriptBinaryOperator.CompareLessOrEqual => ScriptBinaryOperator.CompareGreaterOrEqual,
            _ => comparison,
        };
    }
}
