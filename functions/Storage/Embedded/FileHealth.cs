using Campaigns.Runtime.Ports;

namespace Campaigns.Storage.Embedded;

/// <summary>Whether the file is there, and its disk has room.</summary>
/// <param name="store">The file.</param>
internal sealed class FileHealth(StoreSettings store) : IStoreHealth
{
    /// <summary>Less than a burst of writes needs before its log is moved into the file: 64 MiB, and some more.</summary>
    private const long Little = 128L * 1024 * 1024;

    /// <summary>Less than one large batch needs.</summary>
    private const long None = 4L * 1024 * 1024;

    public StoreCondition Check()
    {
        if (!File.Exists(store.Path))
            return new("the file of the store was deleted or moved; move it back, and the host goes on. A copy or a backup is put in its place only while no host runs");
        return store.FreeSpace(store.Path) switch
        {
            < None => new("the disk of the store is full"),
            < Little => new(Warning: "the disk of the store is nearly full"),
            _ => default,
        };
    }
}
