namespace Campaigns.Portfolio.History;

/// <summary>A temporary file of personal data: only its owner may read it, and the system deletes it on closing.</summary>
internal static class SpoolFile
{
    private const int Buffer = 16 * 1024;

    public static FileStream Create()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose,
            BufferSize = Buffer,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), $"campaigns-{Path.GetRandomFileName()}"), options);
    }
}
