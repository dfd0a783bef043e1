namespace Campaigns.Runtime.Tests.Support;

/// <summary>
/// How much of a long sweep over cases is run: all of it with <c>tests/run --all</c> and from an IDE, a part on every push.
/// </summary>
internal static class SweptCases
{
    private const int EveryNth = 4;

    private static readonly bool IsSampled = Environment.GetEnvironmentVariable("CAMPAIGNS_TEST_SWEEPS") == "sample";

    /// <summary>Every fourth case, the first and the last among them, where sweeps are sampled; else every case.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> cases) =>
        IsSampled ? [.. cases.Where((_, index) => index % EveryNth == 0 || index == cases.Count - 1)] : cases;

    /// <summary>How many of a number of like cases are run: all of them, or fewer where sweeps are sampled.</summary>
    public static int Count(int all, int sampled) => IsSampled ? sampled : all;
}
