namespace Campaigns.Rendering.Sandbox;

/// <summary>HTML that is written as it is: what <c>raw</c> answers, and the body a layout frames.</summary>
internal sealed record RawHtml(string Html)
{
    /// <summary>The HTML.</summary>
    public override string ToString() => Html;
}
