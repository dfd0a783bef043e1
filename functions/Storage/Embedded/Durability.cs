namespace Campaigns.Storage.Embedded;

/// <summary>What an acknowledged write survives.</summary>
public enum Durability
{
    /// <summary>Power loss: every commit waits until the disk has it. For production.</summary>
    Power,

    /// <summary>
    /// The end of the process, <c>kill -9</c> included, but not the end of the machine: the operating system holds what
    /// the disk does not have yet. For replays, demonstrations and tests, whose data can be made again.
    /// </summary>
    Process,
}
