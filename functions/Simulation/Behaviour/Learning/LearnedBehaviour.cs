namespace Campaigns.Simulation.Behaviour.Learning;

/// <summary>What a history says of how customers behave.</summary>
/// <param name="Behaviour">The probabilities, to be simulated with, or written to a file and edited.</param>
/// <param name="Rates">What is behind each of them.</param>
public sealed record LearnedBehaviour(CustomerBehaviour Behaviour, IReadOnlyList<LearnedRate> Rates);

/// <summary>One probability and what is behind it.</summary>
/// <param name="Journey">The journey; <c>*</c>: all together.</param>
/// <param name="Channel">The channel; empty: all of the journey's.</param>
/// <param name="Rate">Which: <c>delivered</c>, <c>bounced</c>, <c>opened</c>, <c>clicked</c>, <c>alone</c>, <c>onMessage</c> or <c>onClick</c>.</param>
/// <param name="Value">The probability: of the counts, drawn towards <paramref name="Stated"/> by as much as fifty cases of it.</param>
/// <param name="Stated">What is stated where there is no history.</param>
/// <param name="Count">How often it happened.</param>
/// <param name="Of">In how many cases.</param>
/// <param name="Low">The lower end of the 95 % band of what the counts say.</param>
/// <param name="High">The upper end.</param>
public sealed record LearnedRate(
    string Journey, string Channel, string Rate, double Value, double Stated, long Count, long Of, double Low, double High);
