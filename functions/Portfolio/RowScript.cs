using Scriban;
using Scriban.Functions;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Campaigns.Portfolio;

/// <summary>Evaluates expressions over one row after another.</summary>
/// <remarks>Deterministic: expressions see no clock and no random number, so that a file always reads the same.</remarks>
internal sealed class RowScript
{
    private readonly TemplateContext _context;
    private readonly RowObject _row;
    private readonly CsvFormat _format;

    public RowScript(CsvHeader header, CsvFormat format)
    {
        _format = format;
        _row = new(header, format);
        var math = new MathFunctions();
        math.Remove("random");
        math.Remove("uuid");
        var globals = new ScriptObject { ["row"] = _row, ["math"] = math, ["string"] = new StringFunctions() };
        globals.Import("number", (Func<object?, object?>)Number);
        globals.Import("iso", (Func<object?, object?>)Iso);
        _context = new(globals) { StrictVariables = true, LoopLimit = 1000, RecursiveLimit = 50 };
    }

    /// <summary>What an expression may name beside <c>row</c>.</summary>
    public static IReadOnlyList<string> FunctionNames { get; } = ["number", "iso", "string", "math"];

    /// <summary>The expression's value: a string, decimal, boolean or null.</summary>
    /// <returns>False with the reason when this row's values do not suit it.</returns>
    public bool TryEvaluate(RowExpression expression, CsvRecords row, out object? value, out string? reason)
    {
        _row.Current = row;
        (value, reason) = (null, null);
        try
        {
            value = Plain(_context.Evaluate(expression.Body));
            return true;
        }
        catch (ScriptRuntimeException wrong)
        {
            reason = wrong.InnerException?.Message ?? wrong.OriginalMessage;
            return false;
        }
        catch (Exception wrong) when (wrong is not OutOfMemoryException) // a function of any kind: this row's
        {
            reason = wrong.Message;
            return false;
        }
    }

    /// <summary>Whether a condition's value counts as true: anything but false and nothing.</summary>
    public static bool Holds(object? value) => value is not (null or false);

    private static object? Plain(object? value) => value switch
    {
        null or string or bool or decimal => value,
        double or float => Convert.ToDecimal(value, null),
        sbyte or byte or short or ushort or int or uint or long or ulong => Convert.ToDecimal(value, null),
        _ => value.ToString(),
    };

    private object? Number(object? value) => value switch
    {
        null => null,
        string text => CsvText.TryNumber(text, _format, out var number)
            ? number
            : throw new FormatException($"'{text}' is {CsvText.NoNumber(text, _format)}"),
        _ => Plain(value),
    };

    private object? Iso(object? value) => value switch
    {
        null => null,
        string text when _format.Dates.TryParse(text, out var date) => CsvText.Iso(date.Date),
        _ => throw new FormatException($"'{value}' is not a date as {_format.Dates}"),
    };

    /// <summary>The row as an expression sees it; nothing is copied.</summary>
    private sealed class RowObject(CsvHeader header, CsvFormat format) : ScriptObject
    {
        public CsvRecords? Current { get; set; }

        public override bool TryGetValue(TemplateContext? context, SourceSpan span, string member, out object? value)
        {
            value = Current!.Value(header.IndexOf(member), format);
            return true;
        }

        public override bool Contains(string member) => header.IndexOf(member) >= 0;

        public override bool CanWrite(string member) => false;
    }
}
