using System.Collections.Frozen;
using Campaigns.Definitions.Expressions;
using Scriban.Runtime;

namespace Campaigns.Definitions.Validation.Expressions;

/// <summary>The functions expressions may call, and the sort of their results.</summary>
internal static class FunctionCatalog
{
    /// <summary>Functions that answer differently each time: a journey must give the same answer for the same data.</summary>
    public static readonly FrozenDictionary<string, string> Forbidden = new Dictionary<string, string>
    {
        ["date.now"] = "write now, the time in the customer's zone",
        ["date.utc_now"] = "write now, the time in the customer's zone",
        ["math.random"] = "write bucket(customer.id) for a stable sample",
        ["math.uuid"] = "write customer.id or another id",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string[] Modules = ["string", "array", "math", "date", "regex"];

    private static readonly FrozenDictionary<string, ValueType> Results = new Dictionary<string, ValueType>
    {
        ["date_diff"] = ValueType.Number,
        ["date_add"] = ValueType.Date,
        ["age"] = ValueType.Number,
        ["contains"] = ValueType.Boolean,
        ["bucket"] = ValueType.Number,
        ["string.size"] = ValueType.Number,
        ["string.index_of"] = ValueType.Number,
        ["string.to_int"] = ValueType.Number,
        ["string.to_long"] = ValueType.Number,
        ["string.to_float"] = ValueType.Number,
        ["string.to_double"] = ValueType.Number,
        ["string.contains"] = ValueType.Boolean,
        ["string.empty"] = ValueType.Boolean,
        ["string.whitespace"] = ValueType.Boolean,
        ["string.starts_with"] = ValueType.Boolean,
        ["string.ends_with"] = ValueType.Boolean,
        ["string.equals_ignore_case"] = ValueType.Boolean,
        ["string.downcase"] = ValueType.Text,
        ["string.upcase"] = ValueType.Text,
        ["string.strip"] = ValueType.Text,
        ["string.append"] = ValueType.Text,
        ["string.prepend"] = ValueType.Text,
        ["string.replace"] = ValueType.Text,
        ["array.size"] = ValueType.Number,
        ["array.contains"] = ValueType.Boolean,
        ["array.join"] = ValueType.Text,
        ["math.abs"] = ValueType.Number,
        ["math.ceil"] = ValueType.Number,
        ["math.floor"] = ValueType.Number,
        ["math.round"] = ValueType.Number,
        ["math.is_number"] = ValueType.Boolean,
        ["date.parse"] = ValueType.Date,
        ["date.add_days"] = ValueType.Date,
        ["date.add_months"] = ValueType.Date,
        ["date.add_years"] = ValueType.Date,
        ["date.add_hours"] = ValueType.Date,
        ["date.add_minutes"] = ValueType.Date,
        ["date.add_seconds"] = ValueType.Date,
        ["date.add_milliseconds"] = ValueType.Date,
        ["date.to_string"] = ValueType.Text,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every function, written as it is called: <c>date_diff</c>, <c>string.size</c>.</summary>
    public static FrozenSet<string> Names { get; } = All().ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether the name is a module such as <c>string</c>.</summary>
    public static bool IsModule(string name) => Modules.Contains(name, StringComparer.Ordinal);

    /// <summary>The sort of a function's result.</summary>
    public static ValueType ResultOf(string function) => Results.GetValueOrDefault(function, ValueType.Unknown);

    private static IEnumerable<string> All()
    {
        var builtins = ExpressionFunctions.CreateBuiltins();
        foreach (var module in Modules)
        {
            foreach (var member in ((IScriptObject)builtins[module]!).GetMembers())
                yield return $"{module}.{member}";
        }

        foreach (var name in ExpressionFunctions.Names)
            yield return name;
    }
}
