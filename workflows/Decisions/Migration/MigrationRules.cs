using System.Collections.Immutable;
using Campaigns.Model;

namespace Campaigns.Decisions.Migration;

/// <summary>What is to be done with running enrollments where the two versions alone do not say it.</summary>
public sealed record MigrationRules
{
    /// <summary>Steps of the old version with those of the new that stand for them; others keep their id.</summary>
    public ImmutableSortedDictionary<string, string> Map { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>What becomes of who waits by a wait whose time has changed.</summary>
    public ChangedWaits Waits { get; init; }

    /// <summary>Whether who has passed a split stays in their arm though its arms have changed; otherwise they are not moved.</summary>
    public bool KeepArms { get; init; }

    /// <summary>The step of the new version that stands for one of the old, whether there is such a one or not.</summary>
    public StepId TargetOf(StepId step) => Map.TryGetValue(step.Value, out var target) ? new StepId(target) : step;
}

/// <summary>What becomes of who waits by a wait whose time has changed.</summary>
public enum ChangedWaits
{
    /// <summary>They are not moved: somebody has to say.</summary>
    Refuse,

    /// <summary>They wait as long as the old version says.</summary>
    Keep,

    /// <summary>They wait as long as the new version says, from when their wait began.</summary>
    Follow,
}
