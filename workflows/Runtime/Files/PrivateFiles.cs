namespace Campaigns.Runtime.Files;

/// <summary>
/// Files and folders that only their owner may read: stores, keys, and messages in an outbox. On Windows the rights of the folder
/// they lie in are inherited, as usual there.
/// </summary>
public static class PrivateFiles
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    /// <summary>
    /// Makes a folder and those above it that are missing. One that exists keeps its rights: it may be shared on purpose.
    /// </summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        // One by one: the framework gives the mode to the last folder only, and makes those above it with the usual rights.
        var missing = new Stack<string>();
        for (var folder = Path.GetFullPath(path); folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
            missing.Push(folder);
        while (missing.TryPop(out var folder))
            Directory.CreateDirectory(folder, OwnerFolder);
    }

    /// <summary>Makes an empty file when it is missing, and takes away other users' rights to one that exists.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made there.</exception>
    public static void EnsureFile(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        try
        {
            using var file = new FileStream(path, ToCreate(FileMode.CreateNew));
        }
        catch (IOException) when (File.Exists(path))
        {
            Restrict(path);
        }
    }

    /// <summary>Takes away other users' rights to a file that exists, if it is ours.</summary>
    public static void Restrict(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        try
        {
            var mode = File.GetUnixFileMode(path);
            if ((mode & ~OwnerFolder) != 0)
                File.SetUnixFileMode(path, mode & OwnerFolder); // one that is write-protected stays so
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // It is of another user, not there, or gone by now: then its rights are not ours to set.
        }
    }

    /// <summary>Writes a file that nobody has yet: whole or not at all, and when several do so at once, one of them.</summary>
    /// <returns>False when it exists already.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static bool TryWriteNew(string path, ReadOnlySpan<byte> content)
    {
        if (File.Exists(path))
            return false;
        var partial = WritePartial(path, content);
        try
        {
            File.Move(partial, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(partial);
            return false;
        }
    }

    /// <summary>Puts new content in the place of a file's, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content) => File.Move(WritePartial(path, content), path, overwrite: true);

    /// <summary>How to open a file that only its owner may read.</summary>
    public static FileStreamOptions ToCreate(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerFile;
        return options;
    }

    // Beside the file, since renaming is atomic only within a volume; on the disk before the name is.
    private static string WritePartial(string path, ReadOnlySpan<byte> content)
    {
        var partial = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            using var file = new FileStream(partial, ToCreate(FileMode.CreateNew));
            file.Write(content);
            file.Flush(flushToDisk: true);
            return partial;
        }
        catch (IOException)
        {
            File.Delete(partial);
            throw;
        }
    }
}
