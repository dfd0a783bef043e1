using Campaigns.Model.Customers;

namespace Campaigns.Definitions.Expressions;

/// <summary>What counts as true in a journey.</summary>
public static class Truthiness
{
    /// <summary>False for null, false, zero, and a text that is empty or blank; true for everything else.</summary>
    public static bool Of(object? value) => value switch
    {
        null => false,
        bool b => b,
        string s => !BlankText.Is(s),
        int i => i != 0,
        long l => l != 0,
        decimal m => m != 0,
        double d => d != 0,
        _ => true,
    };
}
