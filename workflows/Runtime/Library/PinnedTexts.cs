using System.Collections.Concurrent;
using Campaigns.Definitions.Validation;
using Campaigns.Runtime.Releases;

namespace Campaigns.Runtime.Library;

/// <summary>Texts of earlier releases, for journeys that pin them: read and compiled when they are first asked for.</summary>
/// <param name="releases">Where releases are.</param>
/// <param name="compile">Makes texts of files; null: nobody asks for them.</param>
internal sealed class PinnedTexts(ReleaseStore releases, TextCompiler? compile)
{
    /// <summary>So many sets are kept; whoever asks for more has them read again.</summary>
    private const int MaxKept = 16;

    private readonly ConcurrentDictionary<string, ITemplateCatalog> _byRelease = new(StringComparer.Ordinal);

    /// <summary>The texts of a release; null: it has none.</summary>
    public async ValueTask<ITemplateCatalog?> FindAsync(string id, CancellationToken cancel)
    {
        if (compile is null)
            return null;
        if (_byRelease.TryGetValue(id, out var known))
            return known;
        var release = await releases.FindAsync(id, cancel)
            ?? throw new InvalidDataException($"Release {Release.Short(id)}, whose texts a journey pins, is missing.");
        var files = await releases.ManifestAsync(release, cancel);
        if (files.TextsId.Length == 0)
            return null;
        var texts = compile(await releases.ReadAsync(files.Templates, cancel)).Catalog;
        if (_byRelease.Count >= MaxKept)
            _byRelease.Clear();
        return _byRelease.GetOrAdd(id, texts);
    }
}
