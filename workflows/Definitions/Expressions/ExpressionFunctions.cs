using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;
using Scriban;
using Scriban.Runtime;

namespace Campaigns.Definitions.Expressions;

/// <summary>
/// The functions expressions may call besides Scriban's own <c>string.*</c>, <c>array.*</c>, <c>math.*</c> and <c>regex.*</c>.
/// </summary>
public static class ExpressionFunctions
{
    /// <summary>Names of the functions added to Scriban's.</summary>
    public static readonly IReadOnlyList<string> Names = ["date_diff", "date_add", "age", "contains", "bucket"];

    internal static ScriptObject CreateBuiltins()
    {
        var builtins = TemplateContext.GetDefaultBuiltinObject();
        // A journey must give the same answer for the same data: no clock, no randomness, no templates within.
        builtins.Remove("include");
        builtins.Remove("object");
        builtins.Remove("html");
        builtins.Remove("timespan");
        builtins.Remove("include_join");
        Without(builtins, "math", "random", "uuid");
        // Scriban's own dates are on the clock of the machine.
        builtins.SetValue("date", DateFunctions.Create(), readOnly: true);
        builtins.Import(
            "date_diff",
            (TemplateContext c, object? from, object? to, string unit) => CalendarMath.Between(from, to, unit, ZoneOf(c)));
        builtins.Import(
            "date_add",
            (TemplateContext c, object? date, int amount, string unit) => CalendarMath.Plus(date, amount, unit, ZoneOf(c)));
        builtins.Import("age", (TemplateContext c, object? birth, object? at) => CalendarMath.Between(birth, at, "year", ZoneOf(c)));
        builtins.Import("contains", Contains);
        builtins.Import("bucket", Bucket);
        builtins.IsReadOnly = true;
        return builtins;
    }

    /// <summary>The customer's zone.</summary>
    internal static DateTimeZone ZoneOf(TemplateContext context) => ((ExpressionContext)context).Zone;

    private static void Without(ScriptObject builtins, string group, params string[] functions)
    {
        // The group is shared by every context of the process, so what is taken out is taken out of a copy.
        var copy = (ScriptObject)((ScriptObject)builtins[group]!).Clone(deep: false);
        copy.IsReadOnly = false;
        foreach (var function in functions)
            copy.Remove(function);
        builtins.SetValue(group, copy, readOnly: true);
    }

    /// <summary>Whether a list holds a value, or a text a part: <c>contains(customer.tags, 'vip')</c>.</summary>
    public static bool Contains(object? list, object? value) => list switch
    {
        null => false,
        string text => value is not null && text.Contains(AttributeValues.TextOf(value), StringComparison.Ordinal),
        System.Collections.IEnumerable items =>
            items.Cast<object?>().Any(item => Equals(item, value is LocalDate or ZonedDateTime ? AttributeValues.TextOf(value) : value)),
        _ => false,
    };

    /// <summary>A stable number from 0 to 99 of a text, for samples: <c>bucket(customer.id) &lt; 5</c> is five in a hundred.</summary>
    public static int Bucket(string? text) => (int)(StableHash.Of(text ?? "") % 100);
}
