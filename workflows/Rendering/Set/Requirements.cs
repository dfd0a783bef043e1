using System.Text.RegularExpressions;
using Campaigns.Rendering.Sandbox;

namespace Campaigns.Rendering.Set;

/// <summary>
/// The line <c>requires:</c> of a template: attributes without which its text would have a gap. A message that lacks one takes no slot.
/// </summary>
internal static partial class Requirements
{
    internal const string Key = "requires";

    /// <summary>What customers and their policies may lack. The insurer's settings and the links are always there.</summary>
    private static readonly string[] Roots = ["customer", "policy", "event", "entry", "steps"];

    /// <summary>Reads <c>policy.expires_on, customer.name</c>, also in brackets.</summary>
    internal static IReadOnlyList<string> Read(string text, FrontMatter.Entry entry, string file, List<TemplateError> errors)
    {
        var paths = text[entry.Start..Math.Max(entry.Start, entry.End)].Trim().Trim('[', ']')
            .Split([',', '，', '、', ' '], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (paths.Length == 0)
            errors.Add(new TemplateError(file, entry.Line + 1, entry.Column + 1, "Expected attributes, for example `requires: policy.expires_on`."));
        foreach (var path in paths)
        {
            if (!Path().IsMatch(path))
                errors.Add(new TemplateError(file, entry.Line + 1, entry.Column + 1,
                    $"`{path}` is not the name of an attribute; expected one such as policy.expires_on."));
            else if (!Roots.Contains(path.Split('.')[0]))
                errors.Add(new TemplateError(file, entry.Line + 1, entry.Column + 1,
                    $"`{path}` cannot be required, only attributes of {string.Join(", ", Roots)}{NearestName.Hint(path.Split('.')[0], Roots)}"));
        }

        return paths;
    }

    /// <summary>The first required attribute that the data lack, as far as their groups are given; null: none.</summary>
    internal static string? Missing(TemplateInfo template, IReadOnlyDictionary<string, object?> data)
    {
        var context = SandboxPool.Rent();
        context.Begin(template.Locale, data, reply: null);
        var missing = FirstMissing(context, template);
        SandboxPool.Return(context);
        return missing;
    }

    /// <inheritdoc cref="Missing"/>
    internal static string? FirstMissing(SandboxContext context, TemplateInfo template)
    {
        foreach (var path in template.Requires)
        {
            if (IsMissing(context, path))
                return path;
        }

        return null;
    }

    // A name that nobody declares has no value either; `validate` tells of it when a journey is checked.
    private static bool IsMissing(SandboxContext context, string path)
    {
        try
        {
            return context.Read(path) is null or string { Length: 0 };
        }
        catch (SandboxException)
        {
            return true;
        }
    }

    [GeneratedRegex(@"^[a-z]\w*(\.\w+)+$", RegexOptions.CultureInvariant)]
    private static partial Regex Path();
}
