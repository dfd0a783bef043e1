using System.Globalization;
using Campaigns.Model;
using Scriban;
using Scriban.Runtime;

namespace Campaigns.Definitions.Expressions;

/// <summary>
/// The functions expressions may call besides Scriban's own <c>string.*</c>, <c>array.*</c>, <c>math.*</c> and <c>date.*</c>.
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
        Without(builtins, "date", "now", "utc_now");
        Without(builtins, "math", "random", "uuid");
        builtins.Import("date_diff", DateDiff);
        builtins.Import("date_add", DateAdd);
        builtins.Import("age", Age);
        builtins.Import("contains", Contains);
        builtins.Import("bucket", Bucket);
        builtins.IsReadOnly = true;
        return builtins;
    }

    private static void Without(ScriptObject builtins, string group, params string[] functions)
    {
        // The group is shared by every context of the process, so what is taken out is taken out of a copy.
        var copy = (ScriptObject)((ScriptObject)builtins[group]!).Clone(deep: false);
        copy.IsReadOnly = false;
        foreach (var function in functions)
            copy.Remove(function);
        builtins.SetValue(group, copy, readOnly: true);
    }

    /// <summary>
    /// Whole calendar units from one date to another: <c>date_diff(policy.lapsed_on, now, 'day')</c>; null when either is missing.
    /// </summary>
    public static int? DateDiff(object? from, object? to, string unit)
    {
        if (AsDate(from) is not { } a || AsDate(to) is not { } b)
            return null;
        return unit switch
        {
            "day" or "days" => (b.Date - a.Date).Days,
            "week" or "weeks" => (b.Date - a.Date).Days / 7,
            "month" or "months" => WholeMonths(a, b),
            "year" or "years" => WholeMonths(a, b) / 12,
            "hour" or "hours" => (int)(b - a).TotalHours,
            "minute" or "minutes" => (int)(b - a).TotalMinutes,
            _ => throw new ArgumentException($"unknown unit '{unit}': expected minute, hour, day, week, month or year"),
        };
    }

    /// <summary>
    /// A date moved by calendar units: <c>date_add(policy.expires_on, -30, 'day')</c>; null when it is missing. Beyond the calendar it
    /// stays at its end.
    /// </summary>
    public static DateTime? DateAdd(object? date, int amount, string unit)
    {
        if (AsDate(date) is not { } d)
            return null;
        try
        {
            return Moved(d, amount, unit);
        }
        catch (ArgumentOutOfRangeException)
        {
            return amount > 0 ? DateTime.MaxValue : DateTime.MinValue;
        }
    }

    private static DateTime Moved(DateTime d, int amount, string unit) => unit switch
    {
        "day" or "days" => d.AddDays(amount),
        "week" or "weeks" => d.AddDays(7.0 * amount),
        "month" or "months" => d.AddMonths(amount),
        "year" or "years" => d.AddYears(amount),
        "hour" or "hours" => d.AddHours(amount),
        "minute" or "minutes" => d.AddMinutes(amount),
        _ => throw new ArgumentException($"unknown unit '{unit}': expected minute, hour, day, week, month or year"),
    };

    /// <summary>Whole years from a date of birth to a date: <c>age(customer.birth_date, now)</c>; null when either is missing.</summary>
    public static int? Age(object? birth, object? at) => DateDiff(birth, at, "year");

    /// <summary>Whether a list holds a value, or a text a part: <c>contains(customer.tags, 'vip')</c>.</summary>
    public static bool Contains(object? list, object? value) => list switch
    {
        null => false,
        string text => value is not null && text.Contains(Convert.ToString(value, CultureInfo.InvariantCulture)!, StringComparison.Ordinal),
        System.Collections.IEnumerable items => items.Cast<object?>().Any(item => Equals(item, value)),
        _ => false,
    };

    /// <summary>A stable number from 0 to 99 of a text, for samples: <c>bucket(customer.id) &lt; 5</c> is five in a hundred.</summary>
    public static int Bucket(string? text) => (int)(StableHash.Of(text ?? "") % 100);

    private static DateTime? AsDate(object? value) => value switch
    {
        DateTime d => d,
        string s when DateTime.TryParse(s, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var d) => d,
        _ => null,
    };

    private static int WholeMonths(DateTime a, DateTime b)
    {
        if (b < a)
            return -WholeMonths(b, a);
        var months = ((b.Year - a.Year) * 12) + b.Month - a.Month;
        return a.AddMonths(months) > b ? months - 1 : months;
    }
}
