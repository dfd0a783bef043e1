using System.Diagnostics.CodeAnalysis;
using Scriban;
using Scriban.Parsing;
using Scriban.Syntax;

namespace Campaigns.Portfolio;

/// <summary>
/// A Scriban expression over <c>row</c>, parsed once; <c>row.X</c> and <c>row['X Y']</c> are a column's text, or null where it is missing.
/// </summary>
public sealed class RowExpression
{
    private RowExpression(string source, ScriptExpression body, IReadOnlyList<string> columns) =>
        (Source, Body, Columns) = (source, body, columns);

    /// <summary>As the map writes it.</summary>
    public string Source { get; }

    /// <summary>The columns it reads, each once.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The syntax tree.</summary>
    internal ScriptExpression Body { get; }

    /// <summary>The expression as written.</summary>
    public override string ToString() => Source;

    /// <summary>Parses an expression.</summary>
    /// <returns>False, with what was expected instead, when it is not one expression over known names.</returns>
    internal static bool TryParse(
        string source,
        [NotNullWhen(true)] out RowExpression? expression,
        out (string Expected, string? Nearest) error)
    {
        (expression, error) = (null, default);
        var template = Template.Parse(source, lexerOptions: new LexerOptions { Mode = ScriptMode.ScriptOnly });
        if (template.HasErrors)
            error = ($"an expression that parses ({Explain(template.Messages[0])})", null);
        else if (template.Page?.Body?.Statements is not [ScriptExpressionStatement { Expression: { } body }])
            error = ("exactly one expression", null);
        else
        {
            var names = new RowNames();
            names.Visit(body);
            if (names.Error is { } wrong)
                error = wrong;
            else
                expression = new(source, body, [.. names.Columns]);
        }
        return expression is not null;
    }

    private static string Explain(LogMessage message) => $"character {message.Span.Start.Column + 1}: {message.Message}";
}
