using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.Expressions.Compiled;
using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;
using Scriban.Syntax;

namespace Campaigns.Definitions.Expressions;

/// <summary>
/// What an expression can see: <c>customer</c>, <c>policy</c>, <c>event</c>, <c>entry</c>, <c>journey</c>, <c>steps</c>, <c>row</c>-like
/// globals and <c>now</c> in the customer's zone. One scope serves all expressions of one customer at one instant.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class ExpressionScope
{
    /// <summary>The name of the instant.</summary>
    internal const string Clock = "now";

    private readonly ScopeNames _globals;

    /// <summary>Creates a scope.</summary>
    /// <param name="now">The instant, in the customer's zone.</param>
    public ExpressionScope(ZonedDateTime now)
    {
        Now = now;
        _globals = new ScopeNames(now);
    }

    /// <summary>The instant, in the customer's zone.</summary>
    public ZonedDateTime Now { get; }

    /// <summary>
    /// Over the same data, the expressions evaluated so far have the same values at every instant before this; later than all instants:
    /// the clock decides nothing.
    /// </summary>
    public Instant SameUntil { get; private set; } = Instant.MaxValue;

    /// <summary>Puts a value under a name, replacing what was there.</summary>
    public ExpressionScope With(string name, object? value)
    {
        _globals.Set(name, value);
        return this;
    }

    /// <summary>Puts a value under a name that is made when an expression first asks for it.</summary>
    public ExpressionScope WithLazy(string name, Func<object?> make)
    {
        _globals.Set(name, make);
        return this;
    }

    /// <summary>Puts attributes under a name, dates and instants of the types that the catalog says.</summary>
    public ExpressionScope With(string name, AttributeBag? bag, AttributeCatalog catalog)
    {
        if (bag is null)
            return With(name, value: null);
        _globals.Set(name, name, bag, catalog);
        return this;
    }

    /// <summary>Puts what began an enrollment under <c>entry</c>: the data of its event or request, and the id of its policy.</summary>
    public ExpressionScope WithEntry(AttributeBag? @event, PolicyId? policy, AttributeCatalog catalog)
    {
        if (policy is null && @event is not null)
            _globals.Set("entry", "event", @event, catalog);
        else
            _globals.Set("entry", (Func<object?>)(() => new AttributeScope("event", EntryData.Of(@event, policy), catalog, Now.Zone)));
        return this;
    }

    internal object? Evaluate(ScriptExpression root, CompiledNode? compiled)
    {
        if (compiled is not null && TryEvaluate(compiled, out var value))
            return value;
        _globals.IsClockRead = false;
        try
        {
            return ExpressionContext.Evaluate(root, _globals, Now.Zone);
        }
        finally
        {
            if (_globals.IsClockRead)
                SameUntil = Instant.Min(SameUntil, Now.ToInstant());
        }
    }

    private bool TryEvaluate(CompiledNode compiled, out object? value)
    {
        var evaluation = new Evaluation(_globals, Now);
        try
        {
            value = compiled.Evaluate(ref evaluation);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            value = evaluation.GiveUp(); // Scriban says where and why
        }

        if (!evaluation.IsGivenUp)
            SameUntil = Instant.Min(SameUntil, evaluation.SameUntil);
        return !evaluation.IsGivenUp;
    }
}
