using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Campaigns.Definitions.Expressions;

/// <summary>
/// Scriban's machine, one a thread: making one costs more than most expressions. Limits on loops, recursion and output
/// keep a hostile journey from holding up the host.
/// </summary>
internal static class ExpressionContext
{
    private static readonly ScriptObject Builtins = ExpressionFunctions.CreateBuiltins();

    [ThreadStatic]
    private static TemplateContext? _idle;

    public static object? Evaluate(ScriptExpression root, ScriptObject globals)
    {
        // Taken while in use: an expression that evaluates another gets a machine of its own.
        var context = _idle ?? Create();
        _idle = null;
        context.PushGlobal(globals);
        var value = context.Evaluate(root);
        context.PopGlobal();
        _idle = context; // one that threw is in an unknown state and is not used again
        return value;
    }

    private static TemplateContext Create() => new(Builtins)
    {
        StrictVariables = false,
        EnableRelaxedMemberAccess = true,
        EnableRelaxedTargetAccess = true,
        EnableRelaxedIndexerAccess = true,
        LoopLimit = 1000,
        RecursiveLimit = 20,
        LimitToString = 10_000,
        MemberRenamer = static member => member.Name,
    };
}
