using Campaigns.Runtime.Ports;

namespace Campaigns.Storage.Embedded;

/// <summary>What every connection of a store needs to know.</summary>
/// <param name="Path">The file.</param>
/// <param name="Durability">What an acknowledged write survives.</param>
internal sealed record StoreSettings(string Path, Durability Durability)
{
    /// <summary>How long a call waits while another process holds the file's lock.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many bytes are free on the disk of a file.</summary>
    public Func<string, long> FreeSpace { get; init; } = path => FreeSpaceOf(path);

    /// <summary>
    /// What every write looks at first: SQLite goes on writing into a file that has lost its name, where nobody finds it.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The file is gone.</exception>
    public void RequireFile()
    {
        if (!File.Exists(Path))
            throw new StoreUnavailableException($"The store {Path} was deleted or moved while it was open. Put it back and start the program again.");
    }

    private static long FreeSpaceOf(string path)
    {
        try
        {
            return new DriveInfo(System.IO.Path.GetDirectoryName(path)!).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return long.MaxValue; // not told, as of a share: then nothing is known to be wrong
        }
    }
}
