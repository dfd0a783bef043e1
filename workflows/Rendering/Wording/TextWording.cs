using System.Collections.Concurrent;
using Campaigns.Definitions.Wording;
using Campaigns.Model;
using Campaigns.Model.Messages;
using Campaigns.Rendering.Sandbox;
using Campaigns.Rendering.Set;
using Campaigns.Rendering.Text;
using Scriban.Runtime;

namespace Campaigns.Rendering.Wording;

/// <summary>
/// The wording rules of a set of templates, asked of every message that is written. Made ready once for each channel and locale. Without a
/// file there are no rules; while the file cannot be read, no message to a customer passes, since nobody knows what it must not say.
/// </summary>
internal sealed class TextWording
{
    private const string Product = "product_line";
    private static readonly string[] Groups = ["policy", "event"];
    private readonly ConcurrentDictionary<(string Channel, string Locale), WordingMatcher> _ready = new();
    private readonly WordingMatchers? _matchers;
    private readonly TemplateError? _error;

    private TextWording(WordingRules? rules, TemplateError? error) =>
        (Rules, _matchers, _error) = (rules, rules is null ? null : new(rules), error);

    /// <summary>The rules; null: there are none.</summary>
    public WordingRules? Rules { get; }

    /// <summary>What is doubtful in the rules.</summary>
    public IReadOnlyList<Finding> Doubts { get; private init; } = [];

    /// <summary>Reads the file of the rules, if it is among the files.</summary>
    public static TextWording Read(IEnumerable<TemplateFile> files, List<TemplateError> errors)
    {
        if (files.FirstOrDefault(IsOne) is not { } file)
            return new(null, null);
        if (file.IsBinary)
            return new(null, errors.Find(error => error.File == file.Path));
        var read = WordingReader.Read(System.Text.Encoding.UTF8.GetBytes(file.Text));
        var wrong = read.Findings.Where(finding => finding.Severity == FindingSeverity.Error)
            .Select(finding => new TemplateError(file.Path, finding.Line, 1,
                finding.Pointer.Length > 0 ? $"{finding.Pointer}: {finding.Message}" : finding.Message)).ToList();
        errors.AddRange(wrong);
        return new(read.Rules, wrong.FirstOrDefault())
        {
            Doubts = [.. read.Findings.Where(finding => finding.Severity == FindingSeverity.Warning)],
        };
    }

    /// <summary>Whether a file holds wording rules.</summary>
    public static bool IsOne(TemplateFile file) => file.Path == WordingRules.FileName;

    /// <summary>Why a message must not go as it is; null: it may.</summary>
    /// <param name="context">What the template has seen.</param>
    /// <param name="template">The template.</param>
    /// <param name="rendered">The message.</param>
    public RenderResult.Failed? Refuse(SandboxContext context, CompiledTemplate template, RenderResult.Rendered rendered)
    {
        var info = template.Info;
        if (_error is { } error)
        {
            var why = $"the wording rules cannot be read, so nobody knows whether this may be said: {error.Message}";
            return info.Channel == Channel.Agent ? null
                : new RenderResult.Failed(RenderFailure.Wording, error.File, error.Line, why) { Text = rendered };
        }

        if (Rules is null || For(info.Channel, info.Locale) is not { IsEmpty: false } matcher)
            return null;
        var breaches = matcher.Check(TextOf(context, template, rendered.Message), matcher.NeedsProducts ? ProductsOf(context) : [],
            path => ValueOf(context, path), marketing: ValueOf(context, "links.unsubscribe") is not null);
        return breaches.Count == 0 ? null : new RenderResult.Failed(RenderFailure.Wording, info.File, 0,
            $"{string.Join("; ", breaches)} ({WordingRules.FileName}, line {breaches[0].Rule.Line})")
        {
            Text = rendered,
            Breaches = breaches,
        };
    }

    /// <summary>What a file says against the rules, in all its branches.</summary>
    public IReadOnlyList<(WordingBreach Breach, int Line)> ForbiddenIn(CompiledTemplate template)
    {
        if (For(template.Info.Channel, template.Info.Locale) is not { IsEmpty: false } matcher)
            return [];
        var text = TemplateWords.Of(template.Source, isHtml: template.Layout is not null);
        return [.. matcher.Forbidden(text).Select(breach =>
            (breach, breach.Start < 0 ? 0 : 1 + template.Source.AsSpan(0, breach.Start).Count('\n')))];
    }

    /// <summary>The rules for a channel and a locale; null: there are none.</summary>
    public WordingMatcher? For(Channel channel, string locale) => _matchers is null ? null : _ready.GetOrAdd((channel.Name, locale),
        static (key, matchers) => matchers.For(new Channel(key.Channel), [.. LocaleChain.Nearest(key.Locale)]), _matchers);

    /// <summary>All that the customer reads, in lines.</summary>
    private static string TextOf(SandboxContext context, CompiledTemplate template, RenderedMessage message) => message switch
    {
        RenderedMessage.Text text => text.Body,
        RenderedMessage.Push push => $"{push.Title}\n{push.Body}",
        RenderedMessage.Task task => $"{task.Title}\n{task.Body}",
        RenderedMessage.Email email => $"{email.Subject}\n{Preheader(context)}\n{email.PlainText}\n{Visible(template, email)}",
        _ => "",
    };

    private static string? Preheader(SandboxContext context) =>
        context.Scope.TryGetValue(context, default, "preheader", out var value) ? value as string : null;

    /// <summary>Where the plain part is the author's own, the other has words of its own too; it may also not have been asked for.</summary>
    private static string? Visible(CompiledTemplate template, RenderedMessage.Email email) =>
        template.Parts.Text is null && email.PlainText.Length > 0 ? null : PlainText.FromHtml(email.Html);

    /// <summary>The lines of the policies that the message is about, and of the event that began its journey.</summary>
    private static List<string> ProductsOf(SandboxContext context)
    {
        var lines = new List<string>();
        foreach (var group in Groups)
            Add(context.Scope.Globals.GetValueOrDefault(group));
        if (context.Scope.Globals.GetValueOrDefault("policies") is ScriptArray policies)
        {
            foreach (var policy in policies)
                Add(policy);
        }

        return lines;

        void Add(object? group)
        {
            if (group is IScriptObject holder && holder.Contains(Product) && holder.TryGetValue(context, default, Product, out var value)
                && value is string { Length: > 0 } line && !lines.Contains(line))
                lines.Add(line);
        }
    }

    private static string? ValueOf(SandboxContext context, string path)
    {
        try
        {
            return context.Read(path) is { } value ? context.ObjectToString(value) : null;
        }
        catch (SandboxException)
        {
            return null; // a name that nobody gives has no value
        }
    }
}
