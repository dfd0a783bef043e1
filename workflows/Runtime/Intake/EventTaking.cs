namespace Campaigns.Runtime.Intake;

/// <summary>What became of one event among several.</summary>
/// <param name="Fresh">Whether it had not been taken before.</param>
/// <param name="Failure">Why it could not be taken; null: it has been.</param>
public readonly record struct EventTaking(bool Fresh, Exception? Failure)
{
    /// <summary>Whether the same source and id had been taken with other data; nothing was changed.</summary>
    public bool Differs { get; init; }

    /// <summary>Whether the customer's data had been erased before; nothing was changed.</summary>
    public bool Erased { get; init; }
}
