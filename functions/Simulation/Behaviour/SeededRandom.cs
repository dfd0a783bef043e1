using Campaigns.Model;
using NodaTime;

namespace Campaigns.Simulation.Behaviour;

/// <summary>
/// Randomness that depends on what it is about and nothing else: the same seed and subject always give the same number,
/// whatever order things happen in, so that a simulation tells the same story on every machine.
/// </summary>
/// <param name="seed">The story's number.</param>
public sealed class SeededRandom(int seed)
{
    /// <summary>A number in [0, 1).</summary>
    public double Of(string subject) => StableHash.Of($"{seed}/{subject}") / (double)ulong.MaxValue;

    /// <summary>True with a probability.</summary>
    public bool Happens(double probability, string subject) => Of(subject) < probability;

    /// <summary>An integer in [from, to].</summary>
    public int Between(int from, int to, string subject) => from + (int)(Of(subject) * (to - from + 1));

    /// <summary>A duration between two.</summary>
    public Duration Between(Duration from, Duration to, string subject) => from + ((to - from) * Of(subject));

    /// <summary>One of several.</summary>
    public T Pick<T>(IReadOnlyList<T> choices, string subject) => choices[(int)(Of(subject) * choices.Count)];
}
