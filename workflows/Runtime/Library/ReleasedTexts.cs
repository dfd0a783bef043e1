using System.Collections.Immutable;
using Campaigns.Definitions.Validation;
using Campaigns.Model;
using Campaigns.Runtime.Releases;

namespace Campaigns.Runtime.Library;

/// <summary>Makes texts of the files below <see cref="ReleasePaths.Templates"/>, which keep their paths.</summary>
/// <param name="files">The files.</param>
public delegate CompiledTexts TextCompiler(IReadOnlyList<ReleaseFile> files);

/// <summary>Texts ready to be used.</summary>
/// <param name="Catalog">The texts.</param>
/// <param name="Findings">What is wrong with files, each with its path; such a file has no text.</param>
public sealed record CompiledTexts(ITemplateCatalog Catalog, ImmutableArray<ReleaseFinding> Findings);

/// <summary>Something wrong or doubtful in a file of a release.</summary>
/// <param name="File">Its path; empty: it concerns the release as a whole.</param>
/// <param name="Finding">What.</param>
public sealed record ReleaseFinding(string File, Finding Finding)
{
    /// <summary>The finding with its file.</summary>
    public override string ToString() => File.Length > 0 ? $"{File}: {Finding}" : Finding.ToString();
}

/// <summary>The texts of a release, with the bytes of their files, so that the next release reads only what it changes.</summary>
internal sealed record ReleasedTexts(string Id, ITemplateCatalog Catalog, ImmutableDictionary<string, ReadOnlyMemory<byte>> Files);
