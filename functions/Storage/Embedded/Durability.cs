namespace Campaigns.Storage.Embedded;

/// <summary>What an acknowledged write survives.</summary>
public enum Durability
{
    /// <summary>Power loss: every commit waits until the disk has it. For production.</summary>
    Power,

    /// <summary>
    /// The end of the process, <c>kill -9</c> included, but not the end of the machine: the operating system holds what
    /// the disk does not have yet. For development and tests, whose data can be made again.
    /// </summary>
    Process,

    /// <summary>
    /// Only <see cref="EmbeddedStore.DisposeAsync"/>: one transaction goes on over many writes. After any other end the
    /// file is whole, every batch in it entire and in the order of writing, but as it stood some thousand writes before.
    /// The file belongs to this store alone; another that opens it meanwhile finds it locked. For replays and
    /// demonstrations, which begin anew when they are broken off.
    /// </summary>
    Relaxed,
}
