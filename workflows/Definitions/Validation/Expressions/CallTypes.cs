using Campaigns.Definitions.Expressions;
using Campaigns.Model;
using Scriban.Syntax;

namespace Campaigns.Definitions.Validation.Expressions;

/// <summary>Calls of functions: that the function exists and its arguments make sense.</summary>
internal static class CallTypes
{
    private static readonly string[] Units =
        ["minute", "hour", "day", "week", "month", "year", "minutes", "hours", "days", "weeks", "months", "years"];

    private static readonly Dictionary<string, string> WordOperators = new(StringComparer.Ordinal)
    {
        ["and"] = "&&",
        ["or"] = "||",
        ["not"] = "!",
        ["is"] = "==",
        ["equals"] = "==",
    };

    public static ValueType Of(ScriptFunctionCall call, ValueType? piped, TypeChecker checker, NameScope scope)
    {
        var words = call.Arguments.OfType<ScriptVariableGlobal>().Select(v => v.Name).Append(Expression.PathOf(call.Target))
            .OfType<string>().ToArray();
        if (words.FirstOrDefault(WordOperators.ContainsKey) is { } word)
        {
            scope.Error("bad-operator", $"\"{word}\" is not an operator here; write {WordOperators[word]}");
            return ValueType.Unknown;
        }

        if (call.Arguments.Count > 1 && words.Length > 1 && words[0] == "contains")
        {
            scope.Error("bad-operator", $"contains is a function; write contains({words[^1]}, {call.Arguments[1]})");
            return ValueType.Unknown;
        }

        var arguments = new List<ValueType>();
        foreach (var argument in call.Arguments)
            arguments.Add(checker.TypeOf(argument));
        return Of(call.Target, piped, arguments, scope);
    }

    public static ValueType Of(ScriptNode? target, ValueType? piped, IReadOnlyList<ValueType> arguments, NameScope scope)
    {
        var name = Expression.PathOf(target) ?? "this";
        if (FunctionCatalog.Forbidden.TryGetValue(name, out var instead))
            scope.Error("not-deterministic", $"{name} answers differently each time, and a journey must not; {instead}");
        else if (!FunctionCatalog.Names.Contains(name))
            ReportUnknown(name, scope);
        else
        {
            CheckArguments(name, piped is { } first ? [first, .. arguments] : arguments, scope);
            return FunctionCatalog.ResultOf(name);
        }

        return ValueType.Unknown;
    }

    private static void ReportUnknown(string name, NameScope scope)
    {
        var subject = name.Split('.')[0];
        if (subject is "customer" or "policy" or "event" or "steps" or "journey" or "now")
            scope.Error("bad-call", $"{name} is a value, not a function; join conditions with && or ||, and compare with ==");
        else
            scope.Error("unknown-function", $"there is no function \"{name}\"{Spelling.Hint(name, FunctionCatalog.Names)}");
    }

    private static void CheckArguments(string name, IReadOnlyList<ValueType> arguments, NameScope scope)
    {
        switch (name)
        {
            case "date_diff" when Count(name, arguments, 3, "date_diff(policy.lapsed_on, now, 'day')", scope):
                Dates(name, scope, arguments[0], arguments[1]);
                Unit(name, arguments[2], scope);
                break;
            case "date_add" when Count(name, arguments, 3, "date_add(policy.expires_on, -30, 'day')", scope):
                Dates(name, scope, arguments[0]);
                if (!arguments[1].IsOpen && arguments[1].Kind != ValueKind.Number)
                    scope.Error("bad-call", $"date_add moves a date by a number, not by {arguments[1].Described}");
                Unit(name, arguments[2], scope);
                break;
            case "age" when Count(name, arguments, 2, "age(customer.birth_date, now)", scope):
                Dates(name, scope, arguments[0], arguments[1]);
                break;
            case "contains" when Count(name, arguments, 2, "contains(customer.tags, 'vip')", scope):
                if (!arguments[0].IsOpen && arguments[0].Kind is not (ValueKind.List or ValueKind.Text))
                    scope.Error("unlike-types", $"contains looks into a list or a text, not into {arguments[0].Described}");
                else if (arguments[0].Kind == ValueKind.List)
                    OperatorTypes.CheckValue(arguments[0], arguments[1], null, scope);
                break;
            case "bucket":
                Count(name, arguments, 1, "bucket(customer.id)", scope);
                break;
            default: break;
        }
    }

    private static bool Count(string name, IReadOnlyList<ValueType> arguments, int expected, string example, NameScope scope)
    {
        if (arguments.Count == expected)
            return true;
        scope.Error("bad-call", $"{name} takes {expected} arguments, found {arguments.Count}; write for example {example}");
        return false;
    }

    private static void Dates(string name, NameScope scope, params ReadOnlySpan<ValueType> arguments)
    {
        foreach (var argument in arguments)
        {
            if (!argument.IsOpen && argument.Kind is not (ValueKind.Date or ValueKind.Text))
                scope.Error("unlike-types", $"{name} works with dates, not with {argument.Described}");
        }
    }

    private static void Unit(string name, ValueType unit, NameScope scope)
    {
        if (unit.Literal is { } literal && !Units.Contains(literal))
            scope.Error("unknown-value", $"{name} knows no unit '{literal}'{Spelling.Hint(literal, Units)}");
    }
}
