namespace Campaigns.Definitions.Validation;

/// <summary>What a text of a template reads.</summary>
/// <param name="Path">For example <c>customer.given_name</c>.</param>
/// <param name="File">The file, by its path among the templates.</param>
/// <param name="Line">Where it is first read, from 1.</param>
/// <param name="Column">The column there, from 1.</param>
public sealed record TemplateReference(string Path, string File, int Line, int Column);
