using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Campaigns.Definitions.Validation;
using Campaigns.Definitions.Wording;
using Campaigns.Model;
using Campaigns.Model.Messages;
using Campaigns.Rendering.Wording;
using Scriban;
using Scriban.Runtime;

namespace Campaigns.Rendering.Set;

/// <summary>All templates, parsed once and never changed; a new set replaces it when files change.</summary>
public sealed class TemplateSet : ITemplateCatalog
{
    private readonly FrozenDictionary<(string Template, string Channel), FrozenDictionary<string, CompiledTemplate>> _byName;

    private TemplateSet(
        IReadOnlyList<CompiledTemplate> templates, IReadOnlyList<LocaleSettings> locales, TextWording wording,
        IReadOnlyList<TemplateError> errors)
    {
        _byName = templates.GroupBy(t => (t.Info.Name, t.Info.Channel.Name)).ToFrozenDictionary(
            g => g.Key, g => g.ToFrozenDictionary(t => t.Info.Locale, StringComparer.OrdinalIgnoreCase));
        Templates = [.. templates.Select(t => t.Info).OrderBy(t => t.File, StringComparer.Ordinal)];
        (Errors, Wording) = (errors, wording);
        Replies = locales.Aggregate(ReplyWords.Carriers, (known, locale) => known.With(locale.Words));
    }

    /// <summary>Every usable file, by path.</summary>
    public IReadOnlyList<TemplateInfo> Templates { get; }

    /// <summary>What is wrong with the files that are not usable: all of it, not only the first.</summary>
    public IReadOnlyList<TemplateError> Errors { get; }

    /// <summary>What texts must not say and must say; null: the set has no rules of wording, or they cannot be read.</summary>
    public WordingRules? WordingRules => Wording.Rules;

    /// <summary>What is doubtful in the rules of wording; what is wrong is among <see cref="Errors"/>.</summary>
    public IReadOnlyList<Finding> WordingDoubts => Wording.Doubts;

    /// <summary>
    /// What stands in a file against the rules of wording, of whatever product line and in whatever branch, with its line from 1; 0: not
    /// known. Values are not known here, so what is said with them shows when the text is written.
    /// </summary>
    public IReadOnlyList<(WordingBreach Breach, int Line)> ForbiddenIn(TemplateInfo template) =>
        Choose(template.Name, template.Channel, [template.Locale]) is { } compiled ? Wording.ForbiddenIn(compiled) : [];

    /// <summary>The rules, made ready.</summary>
    internal TextWording Wording { get; }

    /// <summary>
    /// The words that customers may reply with: those of carriers, of the shipped locales, and of the files <c>locales/</c> of this set.
    /// </summary>
    public ReplyWords Replies { get; }

    /// <summary>Reads and parses everything a source has.</summary>
    public static async ValueTask<TemplateSet> LoadAsync(ITemplateSource source, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Parse(await source.ReadAsync(cancel));
    }

    /// <summary>Parses files. A file at fault is left out and reported in <see cref="Errors"/>; the others are usable.</summary>
    public static TemplateSet Parse(IEnumerable<TemplateFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var errors = new List<TemplateError>();
        files = [.. files];
        errors.AddRange(files.Where(f => f.IsBinary).OrderBy(f => f.Path, StringComparer.Ordinal)
            .Select(f => new TemplateError(f.Path, 1, 1, "The file is not UTF-8 text; save it as UTF-8.")));
        var all = files.Where(f => !f.IsBinary).Select(f => f with { Text = Normalise(f.Text) })
            .OrderBy(f => f.Path, StringComparer.Ordinal).ToList();
        var wording = TextWording.Read(files, errors);
        all.RemoveAll(TextWording.IsOne);
        var layouts = all.Where(f => f.Path.StartsWith(TemplateFileName.LayoutGroup, StringComparison.Ordinal))
            .Select(f => Layout.Parse(f, errors)).OfType<Layout>()
            .ToDictionary(l => l.Locale, StringComparer.OrdinalIgnoreCase);
        // Its own settings come first: the texts name their words.
        List<LocaleSettings> locales =
        [
            .. all.Where(LocaleSettings.IsOne).Select(f => LocaleSettings.Parse(f, errors)).OfType<LocaleSettings>(),
            .. LocaleSettings.Shipped,
        ];
        var templates = all.Where(f => !LocaleSettings.IsOne(f))
            .Where(f => !f.Path.StartsWith(TemplateFileName.LayoutGroup, StringComparison.Ordinal))
            .Select(f => Compile(f, layouts, locales, errors)).OfType<CompiledTemplate>().ToList();
        return new TemplateSet(templates, locales, wording, errors);
    }

    IEnumerable<string> ITemplateCatalog.Names => Templates.Select(t => t.Name).Distinct();

    bool ITemplateCatalog.Has(string template, Channel channel) => Contains(template, channel);

    /// <inheritdoc cref="ITemplateCatalog.MissingFor"/>
    public string? MissingFor(
        string template, Channel channel, IReadOnlyList<string> locales, Func<IReadOnlyDictionary<string, object?>> data) =>
        Choose(template, channel, locales) is { Info: { Requires.Count: > 0 } info } ? Requirements.Missing(info, data()) : null;

    IReadOnlyList<string> ITemplateCatalog.RequiredBy(string template, Channel channel) =>
        [.. Find(template, channel).SelectMany(t => t.Requires).Distinct()];

    string? ITemplateCatalog.PromotionIn(string template, Channel channel) =>
        _byName.TryGetValue((template, channel.Name), out var found)
            ? found.Values.OrderBy(t => t.Info.File, StringComparer.Ordinal).Select(t => t.Promotion)
                .FirstOrDefault(words => words is not null)
            : null;

    IEnumerable<TemplateReference> ITemplateCatalog.ReferencesIn(string template, Channel channel) =>
        Find(template, channel).OrderBy(t => t.File, StringComparer.Ordinal).SelectMany(t => t.References);

    /// <summary>Whether some locale of a template can be sent by a channel.</summary>
    public bool Contains(string template, Channel channel) => _byName.ContainsKey((template, channel.Name));

    /// <summary>The texts that are written and cannot be used: what is wrong with them is not that they are missing.</summary>
    public IEnumerable<(string Template, Channel Channel)> Unusable =>
        Errors.Select(error => TemplateFileName.Parse(error.File)).OfType<TemplateFileName>()
            .Select(name => (name.Template, new Channel(name.Channel))).Distinct();

    /// <summary>The files of a template for a channel, one per locale; empty when there are none.</summary>
    public IReadOnlyList<TemplateInfo> Find(string template, Channel channel) =>
        _byName.TryGetValue((template, channel.Name), out var found) ? [.. found.Values.Select(t => t.Info)] : [];

    /// <summary>The paths a template reads in any locale, sorted: <c>customer.given_name</c>, <c>policy.premium</c>.</summary>
    public IReadOnlyList<string> Variables(string template, Channel channel) =>
        [.. Find(template, channel).SelectMany(t => t.Variables).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The file to render: the first preference that exists, then what may stand in for them.</summary>
    internal CompiledTemplate? Choose(string template, Channel channel, IReadOnlyList<string> locales)
    {
        if (!_byName.TryGetValue((template, channel.Name), out var found)) return null;
        if (locales.Count > 0 && found.TryGetValue(locales[0], out var exact)) return exact;
        foreach (var locale in LocaleChain.Expand(locales))
            if (found.TryGetValue(locale, out var near)) return near;
        return null;
    }

    /// <summary>The first error of the file that would have been rendered, were it usable; null: there is no such file.</summary>
    internal TemplateError? WhyNot(string template, Channel channel, IReadOnlyList<string> locales) => (
        from locale in LocaleChain.Expand(locales).Select((name, nearness) => (Name: name, Nearness: nearness))
        from error in Errors
        where TemplateFileName.Parse(error.File) is { } file && file.Template == template && file.Channel == channel.Name
            && file.Locale.Equals(locale.Name, StringComparison.OrdinalIgnoreCase)
        orderby locale.Nearness, error.Line
        select error).FirstOrDefault();

    private static CompiledTemplate? Compile(
        TemplateFile file, Dictionary<string, Layout> layouts, List<LocaleSettings> locales, List<TemplateError> errors)
    {
        if (TemplateFileName.Parse(file.Path) is not { } name)
        {
            errors.Add(
                new TemplateError(file.Path, 1, 1,
                    "The file name must be <group>/<name>.<channel>.<locale>.scriban, for example renewal/reminder.sms.en.scriban."));
            return null;
        }
        var channel = new Channel(name.Channel);
        if (channel != Channel.Agent && !Channel.Contactable.Contains(channel))
        {
            errors.Add(
                new TemplateError(file.Path, 1, 1,
                    $"`{channel}` is not a channel: {string.Join(", ", Channel.Contactable)}, {Channel.Agent}."));
            return null;
        }
        var before = errors.Count;
        var parts = TemplateCompiler.Compile(file.Text, file.Path, channel, errors);
        var variables = new SortedSet<string>(StringComparer.Ordinal);
        var references = new List<TemplateReference>();
        foreach (var part in parts?.All ?? [])
        {
            var read = TemplateAnalysis.Run(part, file.Path, layout: false, errors);
            variables.UnionWith(read.Variables);
            references.AddRange(read.References);
        }

        var layout = channel == Channel.Email ? LayoutFor(name.Locale, layouts) : null;
        if (channel == Channel.Email && layout is null)
        {
            errors.Add(new TemplateError(file.Path, 1, 1, BrokenLayout(name.Locale, errors) is { } broken
                ? $"The layout of this e-mail cannot be used: {broken}"
                : $"There is no layouts/email.{name.Locale}.html.scriban for this e-mail."));
        }

        if (parts is null || errors.Count > before) return null;
        variables.UnionWith(layout?.Variables ?? []);
        var reply = Reply(name.Locale, locales);
        var said = variables.Where(v => v.StartsWith("reply.", StringComparison.Ordinal)).Select(v => "\0" + reply[v["reply.".Length..]]);
        var version = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(file.Text + "\0" + layout?.Text + string.Concat(said))))[..16];
        var info = new TemplateInfo(name.Template, channel, name.Locale, file.Path, version, [.. variables])
        {
            Requires = parts.Requires,
            References = [.. references, .. layout?.References ?? []],
        };
        return new CompiledTemplate(info, parts, layout?.Template, reply, Promotion.In(file.Text, variables)) { Source = file.Text };
    }

    /// <summary>What <c>reply</c> is in a text: for each word that of the nearest locale, the set's own before the shipped.</summary>
    private static ScriptObject Reply(string locale, List<LocaleSettings> locales)
    {
        var reply = new ScriptObject();
        var near = LocaleChain.Expand([locale])
            .SelectMany(l => locales.Where(known => known.Locale.Equals(l, StringComparison.OrdinalIgnoreCase)));
        foreach (var (name, word) in near.SelectMany(settings => settings.Reply))
        {
            if (!reply.Contains(name))
                reply[name] = word;
        }

        return reply;
    }

    private static Layout? LayoutFor(string locale, Dictionary<string, Layout> layouts) =>
        LocaleChain.Expand([locale]).Select(l => layouts.GetValueOrDefault(l)).FirstOrDefault(l => l is not null);

    private static TemplateError? BrokenLayout(string locale, List<TemplateError> errors) => LocaleChain.Expand([locale])
        .Select(near => errors.Find(error => near.Equals(TemplateFileName.LayoutLocale(error.File), StringComparison.OrdinalIgnoreCase)))
        .FirstOrDefault(error => error is not null);

    private static string Normalise(string text) => text.TrimStart('\uFEFF').ReplaceLineEndings("\n");

    private sealed record Layout(
        string Locale, string Text, Template Template, IReadOnlyCollection<string> Variables, IReadOnlyList<TemplateReference> References)
    {
        internal static Layout? Parse(TemplateFile file, List<TemplateError> errors)
        {
            var before = errors.Count;
            if (TemplateFileName.LayoutLocale(file.Path) is not { } locale)
            {
                errors.Add(new TemplateError(file.Path, 1, 1, "A layout's file name must be layouts/email.<locale>.html.scriban."));
                return null;
            }
            var template = TemplateCompiler.Parse(file.Text, file.Path, 0, file.Text.Length, 0, 0, errors);
            if (errors.Count > before) return null;
            var read = TemplateAnalysis.Run(template, file.Path, layout: true, errors);
            read.Variables.ExceptWith(TemplateAnalysis.LayoutRoots);
            return errors.Count > before ? null : new Layout(locale, file.Text, template, read.Variables, read.References);
        }
    }
}
