using System.Reflection;
using System.Text.RegularExpressions;
using Campaigns.Model;
using Campaigns.Model.Messages;
using Scriban.Runtime;

namespace Campaigns.Rendering.Set;

/// <summary>
/// What a file <c>locales/LOCALE.scriban</c> says of a locale: the words by which its customers refuse messages in a reply, take that back,
/// and ask for help. The texts name the first of them, and the intake understands them all.
/// </summary>
internal sealed partial record LocaleSettings(string Locale, ReplyWords Words, ScriptObject Reply)
{
    /// <summary>The group of files that hold settings and no text.</summary>
    internal const string Group = "locales/";

    private static readonly string[] Keys = ["stop", "start", "help", "beside"];
    private static readonly Lazy<IReadOnlyList<LocaleSettings>> Embedded = new(ReadShipped);

    /// <summary>Those of the product, which hold wherever an installation has none of its own.</summary>
    internal static IReadOnlyList<LocaleSettings> Shipped => Embedded.Value;

    internal static bool IsOne(TemplateFile file) => file.Path.StartsWith(Group, StringComparison.Ordinal);

    internal static LocaleSettings? Parse(TemplateFile file, List<TemplateError> errors)
    {
        var before = errors.Count;
        if (FileName().Match(file.Path) is not { Success: true } name)
        {
            errors.Add(new TemplateError(file.Path, 1, 1,
                "The file name must be locales/<locale>.scriban, for example locales/fr.scriban."));
            return null;
        }

        var front = FrontMatter.Read(file.Text, file.Path, errors);
        if (!string.IsNullOrWhiteSpace(file.Text[front.BodyStart..]))
            errors.Add(new TemplateError(file.Path, front.BodyLine + 1, 1,
                "The settings of a locale stand between two lines ---; no text follows them."));
        var lists = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var entry in front.Entries)
        {
            if (!Keys.Contains(entry.Key))
                errors.Add(new TemplateError(file.Path, entry.Line + 1, 1,
                    $"There is no setting `{entry.Key}`{Spelling.Hint(entry.Key, Keys)}."));
            else if (lists.ContainsKey(entry.Key))
                errors.Add(new TemplateError(file.Path, entry.Line + 1, 1, $"`{entry.Key}` is set twice."));
            else
                lists[entry.Key] = file.Text[entry.Start..Math.Max(entry.Start, entry.End)]
                    .Split([',', '，', '、'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }

        return errors.Count > before ? null : Of(name.Groups["locale"].Value, lists, file.Path, errors);
    }

    private static LocaleSettings? Of(
        string locale, Dictionary<string, string[]> lists, string file, List<TemplateError> errors)
    {
        var words = new ReplyWords(List("stop"), List("start"), List("help"), List("beside"));
        var reply = new ScriptObject();
        foreach (var (name, meaning) in new[]
        {
            ("stop", ReplyMeaning.Stop), ("start", ReplyMeaning.Start), ("help", ReplyMeaning.Help),
        })
        {
            if (List(name).FirstOrDefault() is not { } first)
                continue;
            reply[name] = first;
            if (words.Read(first) != meaning)
                errors.Add(new TemplateError(file, 1, 1,
                    $"`{name}`: a reply of \"{first}\" would not be understood; it has no letters, or another meaning."));
        }

        return errors.Exists(error => error.File == file) ? null : new(locale, words, reply);

        string[] List(string name) => lists.GetValueOrDefault(name, []);
    }

    private static List<LocaleSettings> ReadShipped()
    {
        var (assembly, errors) = (Assembly.GetExecutingAssembly(), new List<TemplateError>());
        var shipped = new List<LocaleSettings>();
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Group, StringComparison.Ordinal));
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(stream);
            if (Parse(new TemplateFile(name, reader.ReadToEnd().ReplaceLineEndings("\n")), errors) is { } settings)
                shipped.Add(settings);
        }

        return errors.Count == 0 ? shipped : throw new InvalidDataException(string.Join("; ", errors));
    }

    [GeneratedRegex(@"^locales/(?<locale>[A-Za-z0-9-]+)\.scriban$")]
    private static partial Regex FileName();
}
