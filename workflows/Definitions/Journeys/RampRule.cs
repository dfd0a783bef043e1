using System.Collections.Immutable;
using NodaTime;

namespace Campaigns.Definitions.Journeys;

/// <summary>How a new version of a journey comes before customers: a share of them first, then more, as long as its figures allow.</summary>
public sealed record RampRule
{
    /// <summary>By hand, from the smallest share to all.</summary>
    public static readonly RampRule ByHand = new();

    /// <summary>The most steps.</summary>
    public const int MaxSteps = 20;

    /// <summary>The shares in percent, each larger than the one before; the first is that of the publication.</summary>
    public ImmutableArray<double> Steps { get; init; } = [5, 25, 100];

    /// <summary>How long a step lasts at least before the next comes by itself; null: each comes by hand.</summary>
    public Period? After { get; init; }

    /// <summary>How many enrollments must have begun in the new version during a step before the next comes by itself.</summary>
    public int AtLeast { get; init; }

    /// <summary>What stops it; nothing does where this says nothing.</summary>
    public RampLimits StopAt { get; init; } = new();

    /// <summary>The share of the publication.</summary>
    public double First => Steps[0];

    /// <summary>The first step beyond a share; null: there is none.</summary>
    public double? NextAfter(double share)
    {
        foreach (var step in Steps)
        {
            if (step > share)
                return step;
        }

        return null;
    }

    /// <inheritdoc/>
    public bool Equals(RampRule? other) => other is not null && Steps.AsSpan().SequenceEqual(other.Steps.AsSpan())
        && Equals(After, other.After) && AtLeast == other.AtLeast && StopAt == other.StopAt;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Steps.Length, First, After, AtLeast, StopAt);
}

/// <summary>The rates beyond which a new version takes nobody any more; each as a part of its messages, from 0 to 1. Null: any.</summary>
public sealed record RampLimits
{
    /// <summary>How often something must have happened at least, where nothing is said: one angry customer stops nothing.</summary>
    public const int DefaultAtLeast = 3;

    /// <summary>Opt-outs in answer to its messages, of those sent.</summary>
    public double? OptOut { get; init; }

    /// <summary>Complaints (reported as spam), of the messages sent.</summary>
    public double? Complaint { get; init; }

    /// <summary>Messages that came back because of their address, of those sent or failed.</summary>
    public double? Bounce { get; init; }

    /// <summary>Messages that failed for good, bounces included, of those sent or failed.</summary>
    public double? Failure { get; init; }

    /// <summary>How often it must have happened at least before it stops anything.</summary>
    public int AtLeast { get; init; } = DefaultAtLeast;

    /// <summary>Whether any is set.</summary>
    public bool Any => (OptOut ?? Complaint ?? Bounce ?? Failure) is not null;
}
