using Campaigns.Model;

namespace Campaigns.Definitions.Journeys.Reading;

/// <summary>The text a definition was read from: tells the JSON pointer and the line of each of its parts.</summary>
public sealed class JourneySource
{
    private readonly IReadOnlyDictionary<object, string> _pointers;
    private readonly Func<string, TextPlace> _placeOf;

    internal JourneySource(IReadOnlyDictionary<object, string> positions, Func<string, TextPlace> placeOf)
    {
        _pointers = positions;
        _placeOf = placeOf;
    }

    /// <summary>Every id written at a step, also of steps that could not be read.</summary>
    internal IReadOnlySet<string> StepIds { get; init; } = new HashSet<string>();

    /// <summary>Of a definition that was not read from text: no place is known.</summary>
    public static JourneySource None { get; } = new(new Dictionary<object, string>(), static _ => default);

    /// <summary>
    /// The RFC 6901 pointer of an entry, exit rule, step, event pattern or expression of the definition, known by
    /// identity; null when it was not read from this text.
    /// </summary>
    public string? PointerOf(object part) => _pointers.GetValueOrDefault(part);

    /// <summary>
    /// The line of a pointer, from 1; 0 when there is no text. A place that does not exist has the line of what would hold it.
    /// </summary>
    public int LineOf(string pointer) => _placeOf(pointer).Line;

    /// <summary>Line and column of a pointer, as for <see cref="LineOf"/>.</summary>
    public TextPlace PlaceOf(string pointer) => _placeOf(pointer);
}
