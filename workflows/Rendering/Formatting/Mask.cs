namespace Campaigns.Rendering.Formatting;

/// <summary>Shows enough of a personal value for its owner to recognise it, and no more.</summary>
public static class Mask
{
    /// <summary>
    /// Hides the four digits before the last four: <c>138****5678</c>, <c>+8869****5678</c>. Short ones show their last two.
    /// </summary>
    public static string Phone(string? provider)
    {
        if (string.IsNullOrEmpty(provider)) return string.Empty;
        return provider.Length < 9
            ? new string('*', Math.Max(provider.Length - 2, 0)) + provider[^Math.Min(2, provider.Length)..]
            : string.Concat(provider.AsSpan(0, provider.Length - 8), "****", provider.AsSpan(provider.Length - 4));
    }

    /// <summary>Shows the ends of a document or policy number: at most the first three and last four, together at most half.</summary>
    public static string Id(string? id)
    {
        if (string.IsNullOrEmpty(id)) return string.Empty;
        var (head, tail) = (Math.Min(3, id.Length / 4), Math.Min(4, id.Length / 4));
        return string.Concat(id.AsSpan(0, head), new string('*', id.Length - head - tail), id.AsSpan(id.Length - tail));
    }

    /// <summary><c>陳○明</c> in Traditional Chinese, <c>陈*明</c> elsewhere, <c>J*** S***</c> for names in an alphabet.</summary>
    public static string Name(string? name, string locale)
    {
        if (string.IsNullOrWhiteSpace(name)) return string.Empty;
        var trimmed = name.Trim();
        if (!trimmed.Any(c => c is >= '\u3400' and <= '\u9FFF'))
            return string.Join(' ', trimmed.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word[..1] + "***"));
        var hidden = locale.Equals("zh-Hant", StringComparison.OrdinalIgnoreCase) ? '○' : '*';
        return trimmed.Length switch
        {
            1 => hidden.ToString(),
            2 => trimmed[..1] + hidden,
            _ => string.Concat(trimmed.AsSpan(0, 1), new string(hidden, trimmed.Length - 2), trimmed.AsSpan(trimmed.Length - 1)),
        };
    }
}
