using Campaigns.Definitions.Validation;
using Campaigns.Rendering.Sandbox;
using Scriban;
using Scriban.Syntax;

namespace Campaigns.Rendering.Set;

/// <summary>
/// Reads a parsed template: which variables it names, and whether it keeps to the part of Scriban that messages need.
/// That part has no functions of its own, no <c>while</c> and no <c>include</c>, so every template ends, and what it
/// does can be seen in its file.
/// </summary>
internal sealed class TemplateAnalysis : ScriptVisitor
{
    /// <summary>What every renderer gives.</summary>
    internal static readonly IReadOnlyList<string> Roots =
        ["customer", "policy", "policies", "event", "entry", "journey", "steps", "insurer", "links", "reply", "now"];

    /// <summary>What a layout is given besides.</summary>
    internal static readonly IReadOnlyList<string> LayoutRoots = ["content", "subject", "preheader"];

    private readonly string _file;
    private readonly List<TemplateError> _errors;
    private readonly HashSet<string> _known;
    private readonly HashSet<string> _locals = [];

    private TemplateAnalysis(string file, bool layout, List<TemplateError> errors)
    {
        _file = file;
        _errors = errors;
        _known = [.. Roots, .. layout ? LayoutRoots : []];
    }

    internal SortedSet<string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>The same with the place at which each is first read.</summary>
    internal List<TemplateReference> References { get; } = [];

    internal static TemplateAnalysis Run(Template template, string file, bool layout, List<TemplateError> errors)
    {
        var analysis = new TemplateAnalysis(file, layout, errors);
        analysis.Visit(template.Page);
        return analysis;
    }

    /// <inheritdoc />
    public override void Visit(ScriptNode? node)
    {
        switch (node)
        {
            case null or ScriptRawStatement or ScriptEscapeStatement:
                return;
            case ScriptMemberExpression member:
                Member(member);
                return;
            case ScriptVariableGlobal variable:
                Read(variable, variable.Name);
                return;
            case ScriptAssignExpression assign:
                Assign(assign);
                return;
            case ScriptForStatement loop:
                if (loop.Variable is ScriptVariableGlobal item) _locals.Add(item.Name);
                _locals.Add("for");
                break;
            case ScriptNamedArgument argument:
                Visit(argument.Value);
                return;
        }
        if (Refusal(node) is { } reason)
            Error(node, reason);
        else
            DefaultVisit(node);
    }

    private void Member(ScriptMemberExpression member)
    {
        var names = new Stack<string>();
        ScriptNode? node = member;
        while (node is ScriptMemberExpression { Member: { } name } step)
        {
            names.Push(name.Name);
            node = step.Target;
        }
        if (node is ScriptVariableGlobal root)
        {
            names.Push(root.Name);
            Read(root, string.Join('.', names));
        }
        else
        {
            Visit(node);
        }
    }

    private void Read(ScriptVariableGlobal root, string path)
    {
        if (_locals.Contains(root.Name) || Builtins.Shared.Contains(root.Name)) return;
        if (_known.Contains(root.Name))
        {
            if (Variables.Add(path))
                References.Add(new TemplateReference(path, _file, root.Span.Start.Line + 1, root.Span.Start.Column + 1));
            return;
        }

        Error(root, $"`{root.Name}` is not known{NearestName.Hint(root.Name, _known.Concat(_locals).Concat(Builtins.Shared.Keys))}");
    }

    private void Assign(ScriptAssignExpression assign)
    {
        Visit(assign.Value);
        if (assign.Target is ScriptVariableGlobal { Name: var name } && !_known.Contains(name)) _locals.Add(name);
        else Error(assign, $"A template cannot change `{assign.Target}`: give the value a name of its own.");
    }

    private static string? Refusal(ScriptNode node) => node switch
    {
        ScriptFunction or ScriptAnonymousFunction => "A template cannot define functions.",
        ScriptWhileStatement => "`while` may never end: use `for` over a list.",
        ScriptCaptureStatement or ScriptWrapStatement or ScriptWithStatement or ScriptImportStatement or ScriptReadOnlyStatement
            or ScriptTableRowStatement or ScriptReturnStatement =>
                "This statement is not part of the template language: use `if`, `for`, `case` and assignments.",
        ScriptInterpolatedStringExpression => "Write the text outside the braces: `Dear {{ customer.name }}`.",
        ScriptThisExpression => "`this` is not part of the template language.",
        ScriptIncrementDecrementExpression => "`++` and `--` are not part of the template language.",
        _ => null,
    };

    private void Error(ScriptNode node, string message) =>
        _errors.Add(new TemplateError(_file, node.Span.Start.Line + 1, node.Span.Start.Column + 1, message));
}
