using System.Numerics;
using Campaigns.Model.Customers;
using NodaTime;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Campaigns.Definitions.Expressions;

/// <summary>
/// Scriban's machine, one a thread: making one costs more than most expressions. What an expression may do is bounded in steps, in the
/// size of its values and in regular expressions, so that none holds up the host, whatever the data are.
/// </summary>
internal sealed class ExpressionContext : TemplateContext
{
    /// <summary>Syntax nodes an expression may evaluate; a long condition needs a hundred.</summary>
    internal const int MaxSteps = 10_000;

    /// <summary>Characters of a text on its way through an expression.</summary>
    internal const int MaxText = 16 * 1024;

    /// <summary>How often an expression may call a function of <c>regex</c>.</summary>
    internal const int MaxRegexCalls = 8;

    /// <summary>How long one regular expression may take: with <see cref="MaxRegexCalls"/>, less than half a second in all.</summary>
    internal static readonly TimeSpan RegexTime = TimeSpan.FromMilliseconds(50);

    private static readonly ScriptObject Builtins = ExpressionFunctions.CreateBuiltins();

    [ThreadStatic]
    private static ExpressionContext? _idle;

    private int _steps;
    private int _regexCalls;

    private ExpressionContext() : base(Builtins)
    {
        StrictVariables = false;
        EnableRelaxedMemberAccess = true;
        EnableRelaxedTargetAccess = true;
        EnableRelaxedIndexerAccess = true;
        LoopLimit = 1000;
        RecursiveLimit = 20;
        LimitToString = 10_000;
        RegexTimeOut = RegexTime;
        MemberRenamer = static member => member.Name;
    }

    /// <summary>The customer's zone, by whose calendar dates are reckoned with.</summary>
    public DateTimeZone Zone { get; private set; } = DateTimeZone.Utc;

    /// <summary>The value of an expression over these globals.</summary>
    /// <exception cref="ScriptRuntimeException">It makes no sense, or goes beyond a bound.</exception>
    public static object? Evaluate(ScriptExpression root, IScriptObject globals, DateTimeZone zone)
    {
        // Taken while in use: an expression that evaluates another gets a machine of its own.
        var context = _idle ?? new ExpressionContext();
        _idle = null;
        (context._steps, context._regexCalls, context.Zone) = (MaxSteps, MaxRegexCalls, zone);
        context.PushGlobal(globals);
        var value = context.Evaluate(root);
        context.PopGlobal();
        _idle = context; // one that threw is in an unknown state and is not used again
        return value;
    }

    /// <inheritdoc/>
    public override object? Evaluate(ScriptNode? scriptNode, bool aliasReturnedFunction)
    {
        if (--_steps < 0)
            throw TooMuch(scriptNode, $"it takes more than {MaxSteps:N0} steps");
        if (scriptNode is ScriptVariableGlobal { Name: "regex" } && --_regexCalls < 0)
            throw TooMuch(scriptNode, $"it calls regular expressions more than {MaxRegexCalls} times");
        var value = Comparison.Is(scriptNode)
            ? Comparison.Evaluate((ScriptBinaryExpression)scriptNode!, this, Zone)
            : base.Evaluate(scriptNode, aliasReturnedFunction);
        return value switch
        {
            string { Length: > MaxText } => throw TooMuch(scriptNode, $"a text has more than {MaxText:N0} characters"),
            BigInteger => throw TooMuch(scriptNode, "a number is too large"),
            _ => value,
        };
    }

    /// <inheritdoc/>
    public override bool ToBool(SourceSpan span, object? value) => value != EmptyScriptObject.Default && Truthiness.Of(value);

    /// <inheritdoc/>
    public override string? ObjectToString(object? value, bool nested = false) => value switch
    {
        LocalDate date => AttributeDates.Write(date),
        ZonedDateTime time => AttributeDates.Write(time),
        _ => base.ObjectToString(value, nested),
    };

    private ScriptRuntimeException TooMuch(ScriptNode? node, string why) => new(node?.Span ?? CurrentSpan, why);
}
