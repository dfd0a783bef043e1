using System.Text.RegularExpressions;

namespace Campaigns.Rendering.Set;

/// <summary>What a template's path says: <c>&lt;group&gt;/&lt;name&gt;.&lt;channel&gt;.&lt;locale&gt;.scriban</c>.</summary>
internal sealed partial record TemplateFileName(string Template, string Channel, string Locale)
{
    internal const string Extension = ".scriban";

    /// <summary>The group of files that frame others: <c>layouts/email.&lt;locale&gt;.html.scriban</c>.</summary>
    internal const string LayoutGroup = "layouts/";

    internal static TemplateFileName? Parse(string path) =>
        Shape().Match(path) is { Success: true } m
            ? new TemplateFileName(m.Groups["template"].Value, m.Groups["channel"].Value, m.Groups["locale"].Value)
            : null;

    internal static string? LayoutLocale(string path) =>
        Layout().Match(path) is { Success: true } m ? m.Groups["locale"].Value : null;

    [GeneratedRegex(@"^(?<template>[a-z0-9-]+(/[a-z0-9-]+)+)\.(?<channel>[a-z]+)\.(?<locale>[A-Za-z0-9-]+)\.scriban$")]
    private static partial Regex Shape();

    [GeneratedRegex(@"^layouts/email\.(?<locale>[A-Za-z0-9-]+)\.html\.scriban$")]
    private static partial Regex Layout();
}
