using System.Text;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Model;
using Campaigns.Runtime.Releases;

namespace Campaigns.Runtime.Library;

/// <summary>A published version: parsed when it is first needed, and never again.</summary>
internal sealed class VersionText(string text, int number)
{
    private readonly Lazy<JourneyReadResult> _reading = new(() => JourneyReader.Read(Encoding.UTF8.GetBytes(text).AsMemory()));
    private JourneyDefinition? _definition;

    /// <summary>The author's text.</summary>
    public ReadOnlyMemory<byte> Utf8 => Encoding.UTF8.GetBytes(text);

    /// <summary>What the text says, as a release names it.</summary>
    public string CanonicalHash => field ??= ReleaseFile.CanonicalHashOf(Encoding.UTF8.GetBytes(text));

    /// <summary>The definition under its number; null when this version of the software cannot read it.</summary>
    public JourneyDefinition? Definition => _definition ?? Number();

    /// <summary>What prevents its reading.</summary>
    public string Problem => string.Join("; ", _reading.Value.Findings.Where(f => f.Severity == FindingSeverity.Error));

    // Of two threads that get here at once one wins, so that everybody shares one definition and its map.
    private JourneyDefinition? Number() => _reading.Value.Definition is { } read
        ? Interlocked.CompareExchange(ref _definition, read with { Version = number }, null) ?? _definition
        : null;
}
