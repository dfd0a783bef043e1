namespace Campaigns.Runtime.Intake;

/// <summary>What became of one event among several.</summary>
/// <param name="Fresh">Whether it had not been taken before.</param>
/// <param name="Failure">Why it could not be taken; null: it has been.</param>
public readonly record struct EventTaking(bool Fresh, Exception? Failure);
