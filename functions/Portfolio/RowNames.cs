using Campaigns.Model;
using Scriban.Syntax;

namespace Campaigns.Portfolio;

/// <summary>
/// Collects the columns an expression reads and refuses every other unknown name, so that a typo is an error before the first row.
/// </summary>
internal sealed class RowNames : ScriptVisitor
{
    private static readonly string[] Roots = ["row", .. RowScript.FunctionNames];

    public HashSet<string> Columns { get; } = new(StringComparer.Ordinal);

    public (string Expected, string? Nearest)? Error { get; private set; }

    public override void Visit(ScriptMemberExpression node)
    {
        if (node is { Target: ScriptVariableGlobal { BaseName: "row" }, Member: ScriptVariable column })
            Columns.Add(column.BaseName);
        else
            // Members of anything but row are functions, such as string.upcase; the name itself is no variable.
            Visit(node.Target);
    }

    public override void Visit(ScriptIndexerExpression node)
    {
        if (node is not { Target: ScriptVariableGlobal { BaseName: "row" } })
            base.Visit(node);
        else if (node.Index is ScriptLiteral { Value: string column })
            Columns.Add(column);
        else
            Error ??= ("a column name in quotes between the brackets after row", null);
    }

    public override void Visit(ScriptVariableGlobal node)
    {
        if (node.BaseName == "row")
            Error ??= ("a column after row, such as row.ID or row['Policy number']", null);
        else if (!Roots.Contains(node.BaseName))
            Error ??= ($"only these names: {string.Join(", ", Roots)} (a text stands in quotes)", Spelling.Nearest(node.BaseName, Roots));
    }

    public override void Visit(ScriptAssignExpression node) => Error ??= ("an expression without an assignment; use == to compare", null);
}
