using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;
using Campaigns.Definitions.Expressions;
using Campaigns.Rendering.Formatting;
using Campaigns.Rendering.Set;
using Campaigns.Rendering.Text;
using NodaTime;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Campaigns.Rendering.Sandbox;

/// <summary>
/// A Scriban context in which a template can do little: read what it is given, format it, and end soon. Work is bounded
/// in steps, not in seconds, so a template behaves the same on a busy machine; no single step can be long, because the
/// functions are few (<see cref="Builtins"/>) and strings and numbers are bounded. Kept and used again: the same one
/// never by two renderings at once.
/// </summary>
internal sealed class SandboxContext : TemplateContext
{
    /// <summary>Syntax nodes one part may evaluate; a long e-mail needs a few hundred.</summary>
    internal const int MaxSteps = 20_000;

    /// <summary>Rounds one loop may make.</summary>
    internal const int MaxLoops = 1_000;

    /// <summary>Characters of one value on its way to the output.</summary>
    internal const int MaxValue = 16 * 1024;

    /// <summary>The names in the paths that templates require: as many as are written.</summary>
    private static readonly ConcurrentDictionary<string, string[]> Paths = new(StringComparer.Ordinal);

    private readonly BoundedOutput _output = new();
    private int _steps;
    private bool _html;

    internal SandboxContext() : base(Builtins.Shared)
    {
        StrictVariables = true;
        EnableRelaxedMemberAccess = false;
        EnableRelaxedIndexerAccess = false;
        AutoIndent = false;
        NewLine = "\n";
        LoopLimit = MaxLoops;
        RecursiveLimit = 50;
        ObjectRecursionLimit = 5;
        RegexTimeOut = TimeSpan.FromMilliseconds(50);
        // Bounds intermediate strings; the output is bounded by BoundedOutput, which does not cut off silently.
        LimitToString = 300_000;
        TryGetVariable = UnknownVariable;
    }

    /// <summary>The caller's globals and the template's own variables.</summary>
    internal RenderScope Scope { get; } = new();

    /// <summary>The locale of the template being rendered: its dates and amounts are written its way.</summary>
    internal string Locale { get; private set; } = LocaleChain.Last;

    /// <summary>The customer's zone, by whose calendar dates are shown and compared.</summary>
    internal DateTimeZone Zone => Scope.Globals.GetValueOrDefault("now") is ZonedDateTime now ? now.Zone : DateTimeZone.Utc;

    /// <summary>Under which endings of their names data have values in this locale, nearest first.</summary>
    internal string[] Endings { get; private set; } = [];

    internal void Begin(string locale, IReadOnlyDictionary<string, object?> globals, IScriptObject? reply)
    {
        if (Endings.Length == 0 || locale != Locale) Endings = LocaleChain.Endings(locale);
        Locale = locale;
        Scope.Globals = globals;
        Scope.Reply = reply;
        Scope.Clear();
    }

    /// <summary>The value at a path such as <c>policy.expires_on</c>, as a template reads it; null: it is missing.</summary>
    /// <exception cref="SandboxException">There is no such name.</exception>
    internal object? Read(string path)
    {
        var names = Paths.GetOrAdd(path, static path => path.Split('.'));
        if (!Scope.TryGetValue(this, default, names[0], out var value)) return null;
        foreach (var name in names.AsSpan(1))
        {
            if (value is null) return null;
            MemberAccess.Instance.TryGetValue(this, default, value, name, out value);
        }

        return value;
    }

    /// <summary>Renders one part; values are escaped when it is HTML.</summary>
    internal string Render(Template part, bool html, int limit)
    {
        Reset();
        _output.Clear();
        _output.Limit = limit;
        _steps = MaxSteps;
        _html = html;
        PushOutput(_output);
        PushGlobal(Scope);
        return part.Render(this);
    }

    /// <summary>A link that looks like a button in every mail program; nothing when there is nowhere to lead.</summary>
    internal RawHtml? Button(string? text, string? url)
    {
        if (!_html) throw new FormatException("`button` is for the body of an e-mail.");
        return string.IsNullOrEmpty(url) ? null : new RawHtml(Html.Button(Bidi.Isolate(text ?? url, Locale), url));
    }

    /// <inheritdoc />
    public override object? Evaluate(ScriptNode? scriptNode, bool aliasReturnedFunction)
    {
        if (--_steps < 0)
            throw new SandboxException(scriptNode?.Span ?? CurrentSpan, RenderFailure.TooMuchWork,
                $"The template takes more than {MaxSteps:N0} steps: loop over fewer items.");
        var value = Comparison.Is(scriptNode)
            ? Comparison.Evaluate((ScriptBinaryExpression)scriptNode!, this, Zone)
            : base.Evaluate(scriptNode, aliasReturnedFunction);
        if (value is string { Length: > MaxValue } or BigInteger)
            throw new SandboxException(scriptNode?.Span ?? CurrentSpan, RenderFailure.TooMuchWork, "The value grows too large.");
        return value;
    }

    /// <inheritdoc />
    public override bool ToBool(SourceSpan span, object? value) => value != EmptyScriptObject.Default && Truthiness.Of(value);

    /// <inheritdoc />
    public override TemplateContext Write(SourceSpan span, object? textAsObject)
    {
        switch (textAsObject)
        {
            case null:
                return this;
            case RawHtml raw:
                return Write(raw.Html);
            case string value:
                var text = Bidi.Isolate(value, Locale);
                return Write(_html ? Html.Escape(text) : text);
            case IScriptObject or IEnumerable or IScriptCustomFunction:
                throw new SandboxException(span, RenderFailure.Faulty,
                    "This is not a single value: name a member, for example `customer.name`.");
            default:
                var written = ObjectToString(textAsObject);
                return Write(_html && written is not null ? Html.Escape(written) : written);
        }
    }

    /// <inheritdoc />
    public override string? ObjectToString(object? value, bool nested = false) => value switch
    {
        decimal number => number.ToString("0.############################", CultureInfo.InvariantCulture),
        LocalDate or ZonedDateTime => Dates.Short(value, Locale, Zone),
        _ => base.ObjectToString(value, nested),
    };

    /// <inheritdoc />
    protected override IObjectAccessor GetMemberAccessorImpl(object target) =>
        target is string or ScriptArray ? base.GetMemberAccessorImpl(target)! : MemberAccess.Instance;

    private static bool UnknownVariable(TemplateContext context, SourceSpan span, ScriptVariable variable, out object? value)
    {
        var scope = ((SandboxContext)context).Scope;
        var known = scope.GetMembers().Concat(TemplateAnalysis.Roots).Concat(Builtins.Shared.Keys).Distinct();
        throw new SandboxException(span, RenderFailure.UnknownName,
            $"`{variable.Name}` is not known{NearestName.Hint(variable.Name, known)}");
    }
}
