using System.Diagnostics.CodeAnalysis;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Portfolio;

/// <summary>The ways a file writes dates, tried in order. A pattern without a time of day means midnight.</summary>
public sealed class DatePatterns
{
    private readonly LocalDateTimePattern[] _patterns;

    private DatePatterns(IEnumerable<LocalDateTimePattern> patterns) => _patterns = [.. patterns];

    /// <summary><c>yyyy-MM-dd</c>, alone or with a time.</summary>
    public static DatePatterns Iso { get; } = new(
        [LocalDateTimePattern.CreateWithInvariantCulture("yyyy-MM-dd"), LocalDateTimePattern.ExtendedIso]);

    /// <summary>The patterns as the map writes them, for people.</summary>
    public override string ToString() => string.Join(" or ", _patterns.Select(p => p.PatternText));

    /// <summary>Makes the patterns, in NodaTime's notation (<c>dd/MM/yyyy</c>, <c>yyyy-MM-dd HH:mm:ss</c>).</summary>
    /// <returns>False with the reason when a pattern is none.</returns>
    internal static bool TryCreate(
        IEnumerable<string> texts, [NotNullWhen(true)] out DatePatterns? patterns, [NotNullWhen(false)] out string? reason)
    {
        (patterns, reason) = (null, null);
        try
        {
            patterns = new([.. texts.Select(LocalDateTimePattern.CreateWithInvariantCulture)]);
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
        foreach (var pattern in _patterns)
            if (pattern.Parse(text).TryGetValue(default, out value))
                return true;
        value = default;
        return false;
    }
}
