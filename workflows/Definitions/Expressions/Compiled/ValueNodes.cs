using NodaTime;
using Scriban.Runtime;

namespace Campaigns.Definitions.Expressions.Compiled;

/// <summary>A value that is written out.</summary>
internal sealed class LiteralNode(object? value) : CompiledNode
{
    /// <summary>The value.</summary>
    public object? Value => value;

    public override object? Evaluate(ref Evaluation evaluation)
    {
        evaluation.SameUntil = Instant.MaxValue;
        return value;
    }
}

/// <summary>The clock.</summary>
internal sealed class ClockNode : CompiledNode
{
    public override object? Evaluate(ref Evaluation evaluation)
    {
        var value = evaluation.Names.Find(ExpressionScope.Clock, out var isKnown);
        evaluation.SameUntil = evaluation.Now.ToInstant(); // it is another at any other instant
        return isKnown ? value : evaluation.GiveUp();
    }
}

/// <summary>A name of the scope, such as <c>customer</c>.</summary>
internal sealed class NameNode(string name) : CompiledNode
{
    /// <summary>The name.</summary>
    public string Name => name;

    public override object? Evaluate(ref Evaluation evaluation)
    {
        var value = evaluation.Names.Find(name, out var isKnown);
        evaluation.SameUntil = Instant.MaxValue;
        return isKnown ? value : evaluation.GiveUp();
    }
}

/// <summary>A member of a value, such as <c>customer.value_tier</c> or <c>steps.check.status</c>.</summary>
internal sealed class MemberNode(CompiledNode target, string member) : CompiledNode
{
    public override object? Evaluate(ref Evaluation evaluation)
    {
        var value = target.Evaluate(ref evaluation) switch
        {
            null => null,
            AttributeScope attributes => attributes.TryGetValue(null, default, member, out var attribute) ? attribute : null,
            ScriptObject members => members.TryGetValue(null, default, member, out var found) ? found : null,
            _ => evaluation.GiveUp(),
        };
        return value is null or bool or decimal or int or LocalDate or ZonedDateTime or AttributeScope or ScriptObject or ScriptArray
            or string { Length: <= ExpressionContext.MaxText }
            ? value
            : evaluation.GiveUp();
    }
}
