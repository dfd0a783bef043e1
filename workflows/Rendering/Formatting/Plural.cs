using System.Globalization;

namespace Campaigns.Rendering.Formatting;

/// <summary>Chooses between the singular and the plural of a word.</summary>
public static class Plural
{
    /// <summary>The singular for exactly one, else the plural; Chinese has no plural and always takes the second.</summary>
    /// <exception cref="FormatException">The count is not a number.</exception>
    public static string? Choose(object? count, string? one, string? other, string locale)
    {
        if (locale.StartsWith("zh", StringComparison.OrdinalIgnoreCase)) return other;
        return count switch
        {
            null => other,
            int or long or decimal or double => Convert.ToDecimal(count, CultureInfo.InvariantCulture) == 1 ? one : other,
            _ => throw new FormatException($"Expected a number, but got {count}."),
        };
    }
}
