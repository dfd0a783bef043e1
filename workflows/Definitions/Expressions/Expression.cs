using System.Collections.Frozen;
using Campaigns.Definitions.Expressions.Compiled;
using Scriban;
using Scriban.Parsing;
using Scriban.Syntax;

namespace Campaigns.Definitions.Expressions;

/// <summary>
/// A Scriban expression of a journey, contact policy or audience, parsed once. Evaluation never throws for missing
/// data: an absent attribute is null, and <see cref="Comparison"/> says how null compares.
/// </summary>
public sealed class Expression
{
    private static readonly ParserOptions Parsing = new() { ExpressionDepthLimit = 32 };
    private static readonly LexerOptions Lexing = new() { Mode = ScriptMode.ScriptOnly };

    private readonly Lazy<FrozenSet<string>> _paths;
    private readonly CompiledNode? _compiled;

    private Expression(string source, ScriptExpression root)
    {
        Source = source;
        Root = root;
        _paths = new(() => PathsIn(Root, []).ToFrozenSet(StringComparer.Ordinal));
        _compiled = ExpressionCompiler.Compile(root);
    }

    /// <summary>The text as written.</summary>
    public string Source { get; }

    /// <summary>The syntax tree, for static checks.</summary>
    public ScriptExpression Root { get; }

    /// <summary>What it names, dotted as far as it is written out, such as <c>customer.value_tier</c>; functions among them.</summary>
    public IReadOnlySet<string> Paths => _paths.Value;

    /// <summary>Whether it names a value, such as <c>customer</c>, or a member of it.</summary>
    public bool Mentions(string name) =>
        Paths.Any(path => path == name || (path.StartsWith(name, StringComparison.Ordinal) && path[name.Length] == '.'));

    /// <summary>The dotted path a node spells, such as <c>string.size</c>; null when it is none.</summary>
    internal static string? PathOf(ScriptNode? node) => node switch
    {
        ScriptVariableGlobal variable => variable.Name,
        ScriptMemberExpression member when PathOf(member.Target) is { } target => $"{target}.{member.Member?.Name}",
        ScriptIndexerExpression { Index: ScriptLiteral { Value: string name } } indexer when PathOf(indexer.Target) is { } target =>
            $"{target}.{name}",
        _ => null,
    };

    private static List<string> PathsIn(ScriptNode node, List<string> found)
    {
        if (PathOf(node) is { } path)
        {
            found.Add(path);
            return found;
        }

        for (var i = 0; i < node.ChildrenCount; i++)
        {
            if (node.GetChildren(i) is { } child)
                PathsIn(child, found);
        }

        return found;
    }

    /// <summary>Parses one expression; statements, assignments and blocks are refused.</summary>
    /// <param name="source">The text, for example <c>policy.status == 'active'</c>.</param>
    /// <param name="expression">The parsed expression when the answer is true.</param>
    /// <param name="error">What is wrong and at which column, when the answer is false.</param>
    public static bool TryParse(string source, out Expression? expression, out string? error)
    {
        expression = null;
        var template = Template.Parse(source, sourceFilePath: null, Parsing, Lexing);
        if (template.HasErrors)
        {
            var first = template.Messages[0];
            error = $"column {first.Span.Start.Column + 1}: {first.Message}";
            return false;
        }

        var statements = template.Page?.Body?.Statements;
        if (statements is not { Count: 1 } || statements[0] is not ScriptExpressionStatement { Expression: { } root })
        {
            error = "expected one expression";
            return false;
        }

        if (root is ScriptAssignExpression or ScriptAnonymousFunction)
        {
            error = "an expression answers a question; it cannot assign (for equality write ==)";
            return false;
        }

        expression = new Expression(source, root);
        error = null;
        return true;
    }

    /// <summary>Parses text that is known to be valid.</summary>
    /// <exception cref="FormatException">The text does not parse.</exception>
    public static Expression Parse(string source) =>
        TryParse(source, out var expression, out var error) ? expression! : throw new FormatException($"'{source}': {error}");

    /// <summary>
    /// The value over the scope: string, bool, number, <see cref="NodaTime.LocalDate"/>, <see cref="NodaTime.ZonedDateTime"/>, list,
    /// object or null.
    /// </summary>
    /// <exception cref="ExpressionException">The operation itself makes no sense, such as subtracting a text from a number.</exception>
    public object? Evaluate(ExpressionScope scope) => Evaluate(scope, _compiled);

    /// <summary>Whether it needs Scriban only where its data are of an odd kind.</summary>
    internal bool IsCompiled => _compiled is not null;

    /// <summary>The value that Scriban gives, for tests: <see cref="Evaluate(ExpressionScope)"/> comes to the same.</summary>
    /// <exception cref="ExpressionException">The operation itself makes no sense.</exception>
    internal object? Interpret(ExpressionScope scope) => Evaluate(scope, compiled: null);

    /// <summary>Whether the expression holds: null, false, 0 and empty text do not.</summary>
    public bool Holds(ExpressionScope scope) => Truthiness.Of(Evaluate(scope));

    private object? Evaluate(ExpressionScope scope, CompiledNode? compiled)
    {
        try
        {
            return scope.Evaluate(Root, compiled);
        }
        catch (ScriptRuntimeException e)
        {
            throw new ExpressionException(Source, e.OriginalMessage, e);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Scriban wraps what its functions throw, but does not promise to; whatever it is, it is this expression's.
            throw new ExpressionException(Source, e.Message, e);
        }
    }

    /// <summary>The source.</summary>
    public override string ToString() => Source;
}

/// <summary>An expression failed at run time.</summary>
/// <param name="source">The expression.</param>
/// <param name="reason">What Scriban said.</param>
/// <param name="inner">The cause.</param>
public sealed class ExpressionException(string source, string reason, Exception? inner = null)
    : Exception($"The expression '{source}' failed: {reason}", inner);
