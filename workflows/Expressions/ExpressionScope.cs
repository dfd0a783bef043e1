using Campaigns.Workflows.Customers;
using NodaTime;
using Scriban;
using Scriban.Runtime;

namespace Campaigns.Workflows.Expressions;

/// <summary>
/// What an expression can see: <c>customer</c>, <c>policy</c>, <c>event</c>, <c>journey</c>, <c>steps</c>, <c>row</c>-like
/// globals and <c>now</c> in the customer's zone. One scope serves all expressions of one customer at one instant.
/// </summary>
/// <remarks>Not thread-safe. Limits on loops, recursion and output keep a hostile journey from holding up the host.</remarks>
public sealed class ExpressionScope
{
    private static readonly ScriptObject Builtins = ExpressionFunctions.CreateBuiltins();
    private readonly ScriptObject _globals = [];

    /// <summary>Creates a scope.</summary>
    /// <param name="now">The instant, in the customer's zone.</param>
    public ExpressionScope(ZonedDateTime now)
    {
        Now = now;
        Context = new TemplateContext(Builtins)
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
        Context.PushGlobal(_globals);
        _globals["now"] = now.ToDateTimeUnspecified();
    }

    /// <summary>The instant, in the customer's zone.</summary>
    public ZonedDateTime Now { get; }

    internal TemplateContext Context { get; }

    /// <summary>Puts a value under a name, replacing what was there.</summary>
    public ExpressionScope With(string name, object? value)
    {
        _globals[name] = value;
        return this;
    }

    /// <summary>Puts attributes under a name, dates turned to local date-times as the catalog says.</summary>
    public ExpressionScope With(string name, AttributeBag? bag, AttributeCatalog catalog) =>
        With(name, bag is null ? null : new AttributeScope(name, bag, catalog, Now.Zone));
}
