using Campaigns.Rendering.Formatting;
using Scriban.Functions;
using Scriban.Runtime;

namespace Campaigns.Rendering.Sandbox;

/// <summary>
/// Every function a template can call, built once and shared. Of Scriban's own only those stay that are quick, answer
/// the same each time and cannot make much out of little: no clock, no randomness, no regular expressions, no
/// <c>object.eval</c>, no list building.
/// </summary>
internal static class Builtins
{
    private static readonly string[] OfString =
    [
        "append", "capitalize", "capitalizewords", "contains", "downcase", "empty", "ends_with", "lstrip", "prepend",
        "rstrip", "size", "slice", "split", "starts_with", "strip", "truncate", "upcase", "whitespace",
    ];

    private static readonly string[] OfMath = ["abs", "ceil", "divided_by", "floor", "minus", "modulo", "plus", "round", "times"];

    private static readonly string[] OfArray = ["contains", "first", "join", "last", "size"];

    internal static readonly ScriptObject Shared = Build();

    private static ScriptObject Build()
    {
        var all = new ScriptObject();
        Pick(all, "string", new StringFunctions(), OfString);
        Pick(all, "math", new MathFunctions(), OfMath);
        Pick(all, "array", new ArrayFunctions(), OfArray);
        all["empty"] = EmptyScriptObject.Default;
        all.SetValue("money", new TemplateFunction(["amount", "currency"], 1, Amounts.Money), readOnly: true);
        Add("date_long", ["date"], 1, (c, a) => Dates.Long(a[0], c.Locale, c.Zone));
        Add("date_short", ["date"], 1, (c, a) => Dates.Short(a[0], c.Locale, c.Zone));
        Add("days_until", ["date"], 1, (c, a) => Dates.DaysBetween(c.Scope.Globals.GetValueOrDefault("now"), a[0], c.Zone));
        Add("earliest", ["list", "attribute"], 2, (c, a) => Lists.Earliest(c, a[0], a[1] as string));
        Add("tel", ["phone"], 1, (_, a) => Telephone.Link(a[0] as string));
        Add("mask_phone", ["phone"], 1, (_, a) => Mask.Phone(a[0] as string));
        Add("mask_id", ["id"], 1, (_, a) => Mask.Id(a[0]?.ToString()));
        Add("mask_name", ["name"], 1, (c, a) => Mask.Name(a[0] as string, c.Locale));
        Add("plural", ["count", "one", "other"], 3, (c, a) => Plural.Choose(a[0], a[1] as string, a[2] as string, c.Locale));
        Add("raw", ["html"], 1, (c, a) => a[0] is null ? null : new RawHtml(c.ObjectToString(a[0]) ?? string.Empty));
        Add("button", ["text", "url"], 2, (c, a) => c.Button(a[0] as string, a[1] as string));
        all.IsReadOnly = true;
        return all;

        void Add(string name, string[] parameters, int required, Func<SandboxContext, ScriptArray, object?> body) =>
            all.SetValue(name, new TemplateFunction(parameters, required, body), readOnly: true);
    }

    private static void Pick(ScriptObject all, string group, ScriptObject from, string[] names)
    {
        var chosen = new ScriptObject();
        foreach (var name in names) chosen.SetValue(name, from[name], readOnly: true);
        chosen.IsReadOnly = true;
        all.SetValue(group, chosen, readOnly: true);
    }
}
