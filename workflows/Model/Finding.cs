namespace Campaigns.Model;

/// <summary>Something wrong, or doubtful, in a document a person wrote.</summary>
/// <param name="Severity">Whether it prevents publishing.</param>
/// <param name="Pointer">Where: an RFC 6901 JSON pointer, empty for the whole document.</param>
/// <param name="Line">The line of that place, from 1; 0 when unknown.</param>
/// <param name="Code">A stable code, for example <c>unknown-property</c>.</param>
/// <param name="Message">What was found, what was expected and what to do, in plain words.</param>
public sealed record Finding(FindingSeverity Severity, string Pointer, int Line, string Code, string Message)
{
    /// <summary>The column of that place in UTF-16 units, as editors count, from 1; 0 when unknown.</summary>
    public int Column { get; init; }

    /// <summary>The line and the column.</summary>
    public TextPlace Place
    {
        get => new(Line, Column);
        init => (Line, Column) = (value.Line, value.Column);
    }

    /// <summary><c>line 12, /steps/3/send/channels/0: …</c></summary>
    public override string ToString() => (Line, Pointer) switch
    {
        ( > 0, "") => $"line {Line}: {Message}",
        ( > 0, _) => $"line {Line}, {Pointer}: {Message}",
        (_, "") => Message,
        _ => $"{Pointer}: {Message}",
    };
}

/// <summary>A place in a text.</summary>
/// <param name="Line">From 1; 0 when unknown.</param>
/// <param name="Column">In UTF-16 units, as editors count, from 1; 0 when unknown.</param>
public readonly record struct TextPlace(int Line, int Column);

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>Cannot be published.</summary>
    Error,

    /// <summary>Can be published; probably not what was meant.</summary>
    Warning,
}
