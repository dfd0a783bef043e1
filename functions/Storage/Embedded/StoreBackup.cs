using Campaigns.Runtime.Ports;

namespace Campaigns.Storage.Embedded;

/// <summary>Copies of a store's file that are complete in themselves, taken while hosts write to it.</summary>
public static class StoreBackup
{
    /// <summary>
    /// Writes everything that is committed at this moment into another file. Hosts go on reading and writing; the copy has no free pages
    /// and needs no log.
    /// </summary>
    /// <param name="path">The store's file.</param>
    /// <param name="copy">The file to write; it must not exist.</param>
    /// <exception cref="StoreUnavailableException">The file is locked or damaged, or there is no room.</exception>
    /// <exception cref="StoreFormatException">The file is no store, or of a newer version.</exception>
    public static void Write(string path, string copy)
    {
        using (var connection = new Connection(new StoreSettings(Path.GetFullPath(path), Durability.Process)))
        {
            StoreFile.Recognise(connection, path);
            StoreFile.SetPageSize(connection);
            // The text is SQLite's, where only the quote means anything.
            connection.Execute($"VACUUM INTO '{copy.Replace("'", "''", StringComparison.Ordinal)}'");
        }

        Check(copy);
    }

    /// <summary>Reads every page of a store's file and compares tables with their indexes.</summary>
    /// <exception cref="StoreFormatException">It is no store, of a newer version, or damaged.</exception>
    public static void Check(string path)
    {
        using var connection = StoreFile.OpenReader(new StoreSettings(Path.GetFullPath(path), Durability.Process));
        StoreFile.Recognise(connection, path);
        using var check = connection.Prepare("PRAGMA integrity_check(1)");
        if (!check.Step() || check.Text(0) is not "ok")
            throw new StoreFormatException($"{path} is damaged. Use another backup.");
    }
}
