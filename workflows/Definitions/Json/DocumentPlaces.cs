using Campaigns.Model;

namespace Campaigns.Definitions.Json;

/// <summary>Where the parts of a JSON document stand, for those who find something in it after it was read.</summary>
/// <param name="json">UTF-8 text; must not change while this is in use.</param>
public sealed class DocumentPlaces(ReadOnlyMemory<byte> json)
{
    private readonly Lazy<JsonSource> _source = new(() => JsonSource.Read<object>(json, static _ => null).Source);

    /// <summary>Where a place stands; of one that does not exist, where the nearest that holds it does; of text that is not JSON, its start.</summary>
    /// <param name="pointer">An RFC 6901 JSON pointer.</param>
    public TextPlace Of(string pointer) => _source.Value.PlaceOf(pointer);

    /// <summary>A finding at a place.</summary>
    public Finding Error(string pointer, string code, string message) =>
        new(FindingSeverity.Error, pointer, 0, code, message) { Place = Of(pointer) };

    /// <summary>A doubt about a place.</summary>
    public Finding Warning(string pointer, string code, string message) =>
        new(FindingSeverity.Warning, pointer, 0, code, message) { Place = Of(pointer) };
}
