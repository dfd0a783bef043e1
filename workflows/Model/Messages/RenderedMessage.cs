namespace Campaigns.Model.Messages;

/// <summary>What a template became for one customer: one shape per family of channels.</summary>
public abstract record RenderedMessage
{
    private RenderedMessage()
    {
    }

    /// <summary>A plain text: SMS, call script.</summary>
    /// <param name="Body">The text, without control characters but line feeds.</param>
    public sealed record Text(string Body) : RenderedMessage;

    /// <summary>A push, or a WeChat template message.</summary>
    /// <param name="Title">One line.</param>
    /// <param name="Body">One or two lines.</param>
    /// <param name="Link">Where a tap leads, when the template says.</param>
    public sealed record Push(string Title, string Body, string? Link) : RenderedMessage;

    /// <summary>An e-mail.</summary>
    /// <param name="Subject">One line.</param>
    /// <param name="Html">A whole HTML document.</param>
    /// <param name="PlainText">The same for readers without HTML.</param>
    public sealed record Email(string Subject, string Html, string PlainText) : RenderedMessage;

    /// <summary>A follow-up task for an agent.</summary>
    /// <param name="Title">One line.</param>
    /// <param name="Body">What to do and know, in plain text.</param>
    public sealed record Task(string Title, string Body) : RenderedMessage;
}
