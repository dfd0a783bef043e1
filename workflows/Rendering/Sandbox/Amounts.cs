using Campaigns.Definitions.Expressions;
using Campaigns.Model.Customers;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Campaigns.Rendering.Sandbox;

/// <summary>Amounts of money in templates.</summary>
internal static class Amounts
{
    /// <summary>
    /// <c>money amount currency</c>. Without a currency it is that of the catalog: the unit of the attribute that the call names, else the
    /// one unit of all amounts.
    /// </summary>
    internal static object? Money(SandboxContext context, ScriptArray arguments, ScriptNode? call)
    {
        if (arguments[0] is null) return null;
        var currency = arguments.Count > 1 ? arguments[1] as string : null;
        return Formatting.Money.Format(arguments[0], BlankText.Is(currency) ? OfCatalog(context, call) : currency, context.Locale);
    }

    private static string? OfCatalog(SandboxContext context, ScriptNode? call)
    {
        if (call is ScriptFunctionCall { Arguments: [ScriptMemberExpression { Target: { } target, Member: { } member }, ..] }
            && context.Evaluate(target) is AttributeScope named)
            return named.CurrencyOf(member.Name);
        return context.Scope.Globals.Values.OfType<AttributeScope>().FirstOrDefault()?.CurrencyOf(null);
    }
}
