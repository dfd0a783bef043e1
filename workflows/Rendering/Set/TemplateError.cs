namespace Campaigns.Rendering.Set;

/// <summary>Why a template file cannot be used.</summary>
/// <param name="File">The file's path in its source.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">What is wrong and what would be right, for a marketer.</param>
public sealed record TemplateError(string File, int Line, int Column, string Message)
{
    /// <summary><c>file:line:column: message</c>, which editors turn into a link.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}: {Message}";
}
