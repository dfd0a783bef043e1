using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;
using Scriban.Syntax;

namespace Campaigns.Definitions.Expressions.Compiled;

/// <summary>
/// A comparison. One of the clock with a date, or of the days between the two with a number, says when it will come out differently: most
/// conditions of audiences are such, and need not be asked every day.
/// </summary>
internal sealed class ComparisonNode : CompiledNode
{
    /// <summary>Far within the calendar whatever is added.</summary>
    private const int MostDays = 100_000;

    private readonly ScriptBinaryOperator _operator;
    private readonly CompiledNode _left;
    private readonly CompiledNode _right;
    private readonly (DateDifferenceNode Difference, int Days, ScriptBinaryOperator Operator)? _days;

    public ComparisonNode(ScriptBinaryOperator comparison, CompiledNode left, CompiledNode right)
    {
        (_operator, _left, _right) = (comparison, left, right);
        _days = (left, right) switch
        {
            (DateDifferenceNode { IsInDays: true } difference, LiteralNode { Value: int days }) => (difference, days, comparison),
            (LiteralNode { Value: int days }, DateDifferenceNode { IsInDays: true } difference) => (difference, days, Mirrored(comparison)),
            _ => null,
        };
    }

    public override object? Evaluate(ref Evaluation evaluation)
    {
        var left = _left.Evaluate(ref evaluation);
        var leftUntil = evaluation.SameUntil;
        var right = _right.Evaluate(ref evaluation);
        var rightUntil = evaluation.SameUntil;
        if (evaluation.IsGivenUp)
            return null;
        evaluation.SameUntil = Until(evaluation, left, leftUntil, right, rightUntil);
        return (Comparison.Of(_operator, left, right, evaluation.Zone) ?? OfNumbers(left, right)) is { } value
            ? Boxed(value)
            : evaluation.GiveUp();
    }

    private bool? OfNumbers(object? left, object? right) => (left, right) switch
    {
        (bool a, bool b) => _operator switch
        {
            ScriptBinaryOperator.CompareEqual => a == b,
            ScriptBinaryOperator.CompareNotEqual => a != b,
            _ => null,
        },
        (int a, int b) => Comparison.OfOrder(_operator, a.CompareTo(b)),
        (decimal a, decimal b) => Comparison.OfOrder(_operator, a.CompareTo(b)),
        (decimal a, int b) => Comparison.OfOrder(_operator, a.CompareTo(b)),
        (int a, decimal b) => Comparison.OfOrder(_operator, ((decimal)a).CompareTo(b)),
        _ => null,
    };

    private Instant Until(in Evaluation evaluation, object? left, Instant leftUntil, object? right, Instant rightUntil)
    {
        var until = Instant.Min(leftUntil, rightUntil);
        if (until == Instant.MaxValue)
            return until;
        var now = evaluation.Now.ToInstant();
        return (_left, _right) switch
        {
            (ClockNode, not ClockNode) when rightUntil == Instant.MaxValue => UntilOf(right, evaluation.Zone, now),
            (not ClockNode, ClockNode) when leftUntil == Instant.MaxValue => UntilOf(left, evaluation.Zone, now),
            _ when _days is { } days => UntilOf(days.Difference, days.Days, days.Operator, evaluation),
            _ => until,
        };
    }

    /// <summary>Until when the clock compares with a date or instant as it does now.</summary>
    private static Instant UntilOf(object? value, DateTimeZone zone, Instant now) => AttributeDates.ToInstant(value, zone) is not { } at
        ? Instant.MaxValue
        : at > now ? at : at == now ? now : Instant.MaxValue;

    /// <summary>Until when the days between a date and the clock compare with a number as they do today.</summary>
    private static Instant UntilOf(DateDifferenceNode difference, int days, ScriptBinaryOperator comparison, Evaluation evaluation)
    {
        var (now, zone) = (evaluation.Now.ToInstant(), evaluation.Zone);
        var (date, grows) = (difference.From, difference.To) switch
        {
            (not ClockNode and var from, ClockNode) => (from.Evaluate(ref evaluation), true),
            (ClockNode, not ClockNode and var to) => (to.Evaluate(ref evaluation), false),
            _ => (evaluation.GiveUp(), false),
        };
        if (evaluation.IsGivenUp || evaluation.SameUntil != Instant.MaxValue || Math.Abs((long)days) > MostDays)
            return now;
        if (AttributeDates.ToDate(date, zone) is not { } day)
            return Instant.MaxValue; // no date: whatever the clock says
        var until = Instant.MaxValue;
        if (comparison is not (ScriptBinaryOperator.CompareGreater or ScriptBinaryOperator.CompareLessOrEqual))
            Turn(days);
        if (comparison is not (ScriptBinaryOperator.CompareGreaterOrEqual or ScriptBinaryOperator.CompareLess))
            Turn(days + 1);
        return until;

        // The first day on which there are so many days, or fewer where they dwindle. On that day itself, nothing is promised: a clock that
        // is set back at midnight has the day before once more.
        void Turn(int count)
        {
            var turn = grows ? day.PlusDays(count) : day.PlusDays(1 - count);
            var today = ZonedDate(now, zone);
            if (today < turn)
                until = Instant.Min(until, zone.StartOf(turn));
            else if (today == turn)
                until = now;
        }
    }

    private static LocalDate ZonedDate(Instant now, DateTimeZone zone) => zone.At(now).Date;

    private static ScriptBinaryOperator Mirrored(ScriptBinaryOperator comparison) => comparison switch
    {
        ScriptBinaryOperator.CompareLess => ScriptBinaryOperator.CompareGreater,
        ScriptBinaryOperator.CompareLessOrEqual => ScriptBinaryOperator.CompareGreaterOrEqual,
        ScriptBinaryOperator.CompareGreater => ScriptBinaryOperator.CompareLess,
        ScriptBinaryOperator.CompareGreaterOrEqual => ScriptBinaryOperator.CompareLessOrEqual,
        _ => comparison,
    };
}
