using Campaigns.Runtime.Files;

namespace Campaigns.Hosting;

/// <summary>
/// Held by the one host of a data folder, until its process ends however it ends. A second host on the folder works as well; but only
/// who holds it may take what a host of this name has left on the store for that of a killed one.
/// </summary>
public static class HostLock
{
    /// <summary>Takes it, or answers null: another process has it.</summary>
    public static IDisposable? TryTake(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "host.lock"), PrivateFiles.ToCreate(FileMode.OpenOrCreate));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
