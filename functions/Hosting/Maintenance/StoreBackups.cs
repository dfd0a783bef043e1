using Campaigns.Runtime.Files;
using Campaigns.Runtime.Ports;
using Campaigns.Storage.Embedded;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Hosting.Maintenance;

/// <summary>Takes backups of a host's folder, and restores them: the embedded store, and the key that signs links.</summary>
public static class StoreBackups
{
    /// <summary>Besides the store: without the key, links in messages that were sent no longer open.</summary>
    private static readonly string[] Companions = ["links.key"];

    /// <summary>Takes a backup, while hosts may be running on the folder.</summary>
    /// <param name="data">The host's folder.</param>
    /// <param name="backup">The folder to write; it must not exist, or be empty.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Stops it; an incomplete backup has no <see cref="BackupManifest"/>.</param>
    /// <exception cref="BackupException">There is no store, or the backup's folder is in use.</exception>
    public static async Task<BackupManifest> TakeAsync(string data, string backup, TimeProvider time, CancellationToken cancel)
    {
        var store = Path.Combine(data, StoreLocation.FileName);
        if (!File.Exists(store))
            throw new BackupException($"There is no store in {data}.");
        if (Directory.Exists(backup) && Directory.EnumerateFileSystemEntries(backup).Any())
            throw new BackupException($"{backup} is not empty. Name another folder: a backup is never written over another.");
        PrivateFiles.CreateFolder(backup);
        var copy = Path.Combine(backup, StoreLocation.FileName);
        await Task.Run(() => StoreBackup.Write(store, copy), cancel);
        var files = new List<BackupFile> { await BackupFile.OfAsync(copy, cancel) };
        foreach (var name in Companions.Where(name => File.Exists(Path.Combine(data, name))))
        {
            File.Copy(Path.Combine(data, name), Path.Combine(backup, name));
            files.Add(await BackupFile.OfAsync(Path.Combine(backup, name), cancel));
        }

        foreach (var file in files)
            PrivateFiles.Restrict(Path.Combine(backup, file.Name));
        var at = InstantPattern.ExtendedIso.Format(Instant.FromDateTimeOffset(time.GetUtcNow()));
        var manifest = new BackupManifest(BackupManifest.CurrentFormat, at, files);
        cancel.ThrowIfCancellationRequested();
        manifest.Write(backup);
        return manifest;
    }

    /// <summary>Restores a backup into a folder on which no host runs.</summary>
    /// <param name="backup">The backup's folder.</param>
    /// <param name="data">The host's folder.</param>
    /// <param name="replace">Whether a store that is there is moved aside; otherwise it is an error.</param>
    /// <param name="time">The clock, for the name of what is moved aside.</param>
    /// <param name="cancel">Stops it before the first file is put in place.</param>
    /// <returns>What was restored, and where a store that was there lies now; null: there was none.</returns>
    /// <exception cref="BackupException">The backup is incomplete or damaged, or there is a store already.</exception>
    /// <exception cref="StoreFormatException">The store in it is damaged, or of a newer version.</exception>
    public static async Task<(BackupManifest Manifest, string? Aside)> RestoreAsync(
        string backup, string data, bool replace, TimeProvider time, CancellationToken cancel)
    {
        var manifest = await BackupManifest.ReadAsync(backup, cancel);
        foreach (var file in manifest.Files)
            await CheckAsync(backup, file, cancel);
        await Task.Run(() => StoreBackup.Check(Path.Combine(backup, StoreLocation.FileName)), cancel);
        using var held = Directory.Exists(data)
            ? HostLock.TryTake(data)
                ?? throw new BackupException($"A host runs on {data}; it would go on writing into the store that is put aside. Stop it first.")
            : null;
        var there = held is not null ? FilesOf(data) : [];
        if (there.Count > 0 && !replace)
            throw new BackupException($"{data} has a store already. Stop its host and add --replace, which keeps the old one aside.");
        PrivateFiles.CreateFolder(data);
        // Complete under other names before anything is in its place; then the store last, since it is what makes a folder a host's.
        foreach (var file in manifest.Files)
        {
            File.Copy(Path.Combine(backup, file.Name), Path.Combine(data, file.Name + ".restoring"), overwrite: true);
            PrivateFiles.Restrict(Path.Combine(data, file.Name + ".restoring"));
        }

        var aside = there.Count > 0 ? MoveAside(data, there, time) : null;
        foreach (var file in manifest.Files.OrderBy(file => file.Name == StoreLocation.FileName))
            File.Move(Path.Combine(data, file.Name + ".restoring"), Path.Combine(data, file.Name));
        return (manifest, aside);
    }

    private static async Task CheckAsync(string backup, BackupFile expected, CancellationToken cancel)
    {
        var path = Path.Combine(backup, expected.Name);
        if (!File.Exists(path))
            throw new BackupException($"The backup lacks {expected.Name}.");
        if (await BackupFile.OfAsync(path, cancel) != expected)
            throw new BackupException($"{path} has changed since the backup was taken. Use another backup.");
    }

    /// <summary>The store with its log, and what belongs to it.</summary>
    private static List<string> FilesOf(string data) =>
    [
        .. new[] { "", "-wal", "-shm" }.Select(end => StoreLocation.FileName + end).Concat(Companions)
            .Where(name => File.Exists(Path.Combine(data, name))),
    ];

    private static string MoveAside(string data, List<string> files, TimeProvider time)
    {
        var aside = Path.Combine(data, $"replaced-{time.GetUtcNow():yyyyMMdd-HHmmss}");
        PrivateFiles.CreateFolder(aside);
        foreach (var name in files)
            File.Move(Path.Combine(data, name), Path.Combine(aside, name));
        return aside;
    }
}
