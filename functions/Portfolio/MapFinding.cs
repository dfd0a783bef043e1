namespace Campaigns.Portfolio;

/// <summary>Something wrong in a map, and what to do about it.</summary>
/// <param name="Pointer">Where, as a JSON pointer into the map; empty for the whole document.</param>
/// <param name="Found">What stands there.</param>
/// <param name="Expected">What should.</param>
/// <param name="Nearest">The nearest valid spelling; null when none is near.</param>
public sealed record MapFinding(string Pointer, string Found, string Expected, string? Nearest = null)
{
    /// <summary>One line for people.</summary>
    public override string ToString() =>
        $"{(Pointer.Length == 0 ? "/" : Pointer)}: found {Found}, " +
        $"expected {Expected}{(Nearest is null ? "" : $"; did you mean '{Nearest}'?")}";
}

/// <summary>What reading a map came to.</summary>
/// <param name="Map">The map; null when there are findings.</param>
/// <param name="Findings">Everything that is wrong, in the order of the document.</param>
public sealed record MapReadResult(PortfolioMap? Map, IReadOnlyList<MapFinding> Findings);
