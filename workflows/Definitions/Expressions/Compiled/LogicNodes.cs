using NodaTime;

namespace Campaigns.Definitions.Expressions.Compiled;

/// <summary><c>!a</c>.</summary>
internal sealed class NotNode(CompiledNode operand) : CompiledNode
{
    public override object? Evaluate(ref Evaluation evaluation) => Boxed(!Truthiness.Of(operand.Evaluate(ref evaluation)));
}

/// <summary><c>a &amp;&amp; b</c>, or <c>a || b</c>: the second is looked at when the first leaves it open.</summary>
/// <param name="left">The first.</param>
/// <param name="right">The second.</param>
/// <param name="isOr">Whether one of them is enough.</param>
internal sealed class LogicNode(CompiledNode left, CompiledNode right, bool isOr) : CompiledNode
{
    public override object? Evaluate(ref Evaluation evaluation)
    {
        if (Truthiness.Of(left.Evaluate(ref evaluation)) == isOr || evaluation.IsGivenUp)
            return Boxed(isOr); // for as long as the first says so
        var leftUntil = evaluation.SameUntil;
        var value = Truthiness.Of(right.Evaluate(ref evaluation));
        // Where the second decides alone, its answer stands whatever the first becomes; otherwise both must stay as they are.
        if (value != isOr)
            evaluation.SameUntil = Instant.Min(leftUntil, evaluation.SameUntil);
        return Boxed(value);
    }
}

/// <summary><c>a ?? b</c>.</summary>
internal sealed class CoalesceNode(CompiledNode left, CompiledNode right) : CompiledNode
{
    public override object? Evaluate(ref Evaluation evaluation)
    {
        if (left.Evaluate(ref evaluation) is { } value)
            return value;
        var leftUntil = evaluation.SameUntil;
        value = right.Evaluate(ref evaluation);
        evaluation.SameUntil = Instant.Min(leftUntil, evaluation.SameUntil);
        return value;
    }
}
