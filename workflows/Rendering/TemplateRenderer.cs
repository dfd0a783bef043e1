using System.Text;
using Campaigns.Model.Messages;
using Campaigns.Rendering.Sandbox;
using Campaigns.Rendering.Set;
using Campaigns.Rendering.Text;
using Scriban.Syntax;

namespace Campaigns.Rendering;

/// <summary>Writes messages from templates. Safe for concurrent use; the same request always gives the same text.</summary>
/// <param name="templates">The templates; each message is rendered with those of the moment.</param>
public sealed class TemplateRenderer(LiveTemplates templates)
{
    /// <summary>Renders with templates that never change.</summary>
    public TemplateRenderer(TemplateSet set) : this(LiveTemplates.Of(set))
    {
    }

    /// <summary>The templates.</summary>
    public LiveTemplates Templates => templates;

    /// <summary>Renders one message. Whatever a template does wrong is an answer, not an exception.</summary>
    public RenderResult Render(RenderRequest request) => Render(request, templates.Current);

    /// <summary>The same with templates of one's choice.</summary>
    public static RenderResult Render(RenderRequest request, TemplateSet set)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (set.Choose(request.Template, request.Channel, request.Locales) is not { } template) return Unknown(set, request);
        var context = SandboxPool.Rent();
        try
        {
            context.Begin(template.Info.Locale, request.Globals, template.Reply);
            var result = Build(context, template, request.PlainText);
            if (result is RenderResult.Rendered rendered && set.Wording.Refuse(context, template, rendered) is { } refused)
                result = refused;
            SandboxPool.Return(context);
            return result;
        }
        catch (ScriptRuntimeException e)
        {
            var reason = e switch
            {
                SandboxException own => own.Reason,
                { InnerException: BoundedOutput.TooLong } => RenderFailure.TooLong,
                ScriptAbortException => RenderFailure.TooMuchWork,
                _ when e.OriginalMessage.Contains("limit", StringComparison.OrdinalIgnoreCase) => RenderFailure.TooMuchWork,
                _ => RenderFailure.Faulty,
            };
            return new RenderResult.Failed(reason, e.Span.FileName ?? template.Info.File, e.Span.Start.Line + 1, e.OriginalMessage)
            {
                Column = e.Span.Start.Column + 1,
            };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Scriban wraps what its functions throw, but does not promise to; whatever it is, it is this message's.
            return new RenderResult.Failed(RenderFailure.Faulty, template.Info.File, 0, e.Message);
        }
    }

    private static RenderResult Build(SandboxContext context, CompiledTemplate template, bool plainText)
    {
        if (Requirements.FirstMissing(context, template.Info) is { } missing)
            return Failed(RenderFailure.Missing, $"`{missing}` has no value, and this text requires it.");
        var kind = MessageKind.Of(template.Info.Channel);
        var heading = template.Parts.Heading is { } part ? CleanText.Line(context.Render(part, html: false, MessageKind.MaxHeading)) : null;
        if (heading is { Length: 0 }) return Failed(RenderFailure.Empty, $"The {kind.HeadingKey} is empty.");
        var html = template.Layout is not null;
        var body = context.Render(template.Parts.Body, html, kind.MaxBody);
        if (string.IsNullOrWhiteSpace(body)) return Failed(RenderFailure.Empty, "The body is empty.");
        RenderedMessage message = kind.HeadingKey switch
        {
            null => new RenderedMessage.Text(CleanText.Lines(body)),
            "subject" => EmailParts.Frame(context, template, heading!, body, plainText),
            _ when kind.Keys.Contains("link") => Push(context, template, heading!, CleanText.Lines(body)),
            _ => new RenderedMessage.Task(heading!, CleanText.Lines(body)),
        };
        return message is RenderedMessage.Push push && Bytes(push) > kind.MaxBody
            ? Failed(RenderFailure.TooLong, $"Title, body and link have more than {kind.MaxBody:N0} bytes.")
            : new RenderResult.Rendered(message, template.Info.Locale, template.Info.Version);

        RenderResult.Failed Failed(RenderFailure reason, string what) => new(reason, template.Info.File, 0, what);
    }

    private static RenderedMessage.Push Push(SandboxContext context, CompiledTemplate template, string title, string body)
    {
        var link = template.Parts.Link is { } part ? CleanText.Line(context.Render(part, html: false, 2_048)) : null;
        return new RenderedMessage.Push(title, body, string.IsNullOrEmpty(link) ? null : link);
    }

    private static int Bytes(RenderedMessage.Push push) =>
        Encoding.UTF8.GetByteCount(push.Title) + Encoding.UTF8.GetByteCount(push.Body)
        + Encoding.UTF8.GetByteCount(push.Link ?? string.Empty);

    private static RenderResult.Failed Unknown(TemplateSet set, RenderRequest request)
    {
        // The file is there and cannot be used: then its error is the cause, not that there is no text.
        if (set.WhyNot(request.Template, request.Channel, request.Locales) is { } error)
            return new RenderResult.Failed(RenderFailure.Unusable, error.File, error.Line, error.Message);
        var near = NearestName.Hint(request.Template,
            set.Templates.Where(t => t.Channel == request.Channel).Select(t => t.Name).Distinct());
        return new RenderResult.Failed(RenderFailure.UnknownTemplate, request.Template, 0, set.Contains(request.Template, request.Channel)
            ? $"`{request.Template}` has no {request.Channel} text in {string.Join(", ", LocaleChain.Expand(request.Locales))}."
            : $"There is no template `{request.Template}` for {request.Channel}{near}");
    }
}
