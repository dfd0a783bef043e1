using NodaTime;

namespace Campaigns.Definitions.Expressions.Compiled;

/// <summary><c>date_diff(from, to, 'day')</c>, or <c>age(from, to)</c>, which counts years.</summary>
internal sealed class DateDifferenceNode(CompiledNode from, CompiledNode to, string unit) : CompiledNode
{
    /// <summary>From when.</summary>
    public CompiledNode From => from;

    /// <summary>Until when.</summary>
    public CompiledNode To => to;

    /// <summary>Whether it counts days.</summary>
    public bool IsInDays => unit is "day" or "days";

    public override object? Evaluate(ref Evaluation evaluation)
    {
        var first = from.Evaluate(ref evaluation);
        var until = evaluation.SameUntil;
        var second = to.Evaluate(ref evaluation);
        evaluation.SameUntil = Instant.Min(until, evaluation.SameUntil);
        return evaluation.IsGivenUp ? null : CalendarMath.Between(first, second, unit, evaluation.Zone);
    }
}

/// <summary><c>date_add(date, 3, 'day')</c>.</summary>
internal sealed class DateAdditionNode(CompiledNode date, int amount, string unit) : CompiledNode
{
    public override object? Evaluate(ref Evaluation evaluation)
    {
        var value = date.Evaluate(ref evaluation);
        return evaluation.IsGivenUp ? null : CalendarMath.Plus(value, amount, unit, evaluation.Zone);
    }
}

/// <summary><c>contains(list, value)</c>.</summary>
internal sealed class ContainsNode(CompiledNode list, CompiledNode value) : CompiledNode
{
    public override object? Evaluate(ref Evaluation evaluation)
    {
        var all = list.Evaluate(ref evaluation);
        var until = evaluation.SameUntil;
        var one = value.Evaluate(ref evaluation);
        evaluation.SameUntil = Instant.Min(until, evaluation.SameUntil);
        return evaluation.IsGivenUp ? null : Boxed(ExpressionFunctions.Contains(all, one));
    }
}
