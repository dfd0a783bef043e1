using System.Diagnostics.CodeAnalysis;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Portfolio;

/// <summary>The ways a file writes dates, tried in order. One without a time of day means midnight.</summary>
public sealed class DatePatterns
{
    private readonly IDateForm[] _forms;

    /// <summary>Makes the patterns of forms.</summary>
    internal DatePatterns(IEnumerable<IDateForm> forms) => _forms = [.. forms];

    /// <summary><c>yyyy-MM-dd</c>, alone or with a time.</summary>
    public static DatePatterns Iso { get; } = new(
        [new PatternDates(LocalDateTimePattern.CreateWithInvariantCulture("yyyy-MM-dd")), new PatternDates(LocalDateTimePattern.ExtendedIso)]);

    /// <summary>The patterns as the map writes them, for people.</summary>
    public override string ToString() => string.Join(" or ", _forms.Select(form => form.ToString()));

    /// <summary>Makes one form of its text: a pattern in NodaTime's notation, or the name of Excel's day numbers.</summary>
    /// <returns>False with the reason when it is none.</returns>
    internal static bool TryCreate(string text, [NotNullWhen(true)] out IDateForm? form, [NotNullWhen(false)] out string? reason)
    {
        (form, reason) = (SerialDates.Find(text), null);
        try
        {
            form ??= new PatternDates(LocalDateTimePattern.CreateWithInvariantCulture(text));
            return true;
        }
        catch (InvalidPatternException invalid)
        {
            reason = invalid.Message;
            return false;
        }
    }

    /// <summary>Reads a date, and a time where the pattern has one.</summary>
    internal bool TryParse(string text, out LocalDateTime value)
    {
        foreach (var form in _forms)
            if (form.TryParse(text, out value))
                return true;
        value = default;
        return false;
    }
}

/// <summary>One way to write a date; its text is how the map names it.</summary>
internal interface IDateForm
{
    /// <summary>Reads a date, and a time where the form has one.</summary>
    bool TryParse(string text, out LocalDateTime value);
}

/// <summary>Dates of the common calendar under a pattern (<c>dd/MM/yyyy</c>, <c>yyyy-MM-dd HH:mm:ss</c>).</summary>
internal sealed class PatternDates(LocalDateTimePattern pattern) : IDateForm
{
    public bool TryParse(string text, out LocalDateTime value) => pattern.Parse(text).TryGetValue(default, out value);

    public override string ToString() => pattern.PatternText;
}
