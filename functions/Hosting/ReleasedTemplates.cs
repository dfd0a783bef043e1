using Campaigns.Model;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Releases;

namespace Campaigns.Hosting;

/// <summary>The texts of releases.</summary>
public static class ReleasedTemplates
{
    /// <summary>Makes texts of a release's files.</summary>
    public static CompiledTexts Compile(IReadOnlyList<ReleaseFile> files)
    {
        var set = TemplateSet.Parse(files.Select(file => TemplateFile.Of(file.Path[ReleasePaths.Templates.Length..], file.Content.Span)));
        return new(set, [.. set.Errors.Select(error => new ReleaseFinding(ReleasePaths.Templates + error.File,
            new Finding(FindingSeverity.Error, "", error.Line, "template-error", error.Message)))]);
    }
}
