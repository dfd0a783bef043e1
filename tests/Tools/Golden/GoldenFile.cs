using System.Text;

namespace Campaigns.Golden;

/// <summary>
/// Bytes that others read, kept in the repository: queue bodies that another version may have written, and JSON that clients parse.
/// A test that fails here tells that a form changes; then the old file stays as one that is still read, or the clients are told.
/// </summary>
internal static class GoldenFile
{
    /// <summary>Names the test project's folder, to write what the code writes now into its files instead of comparing.</summary>
    private static readonly string? Rewritten = Environment.GetEnvironmentVariable("CAMPAIGNS_GOLDEN_TO");

    private static readonly string Folder = Path.Combine(Rewritten ?? AppContext.BaseDirectory, "Golden");

    /// <summary>Where a file of <c>Golden/</c> is.</summary>
    public static string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Its bytes.</summary>
    public static byte[] Read(string name) => File.ReadAllBytes(PathOf(name));

    /// <summary>Fails unless these are the bytes of the file.</summary>
    public static void Holds(string name, ReadOnlySpan<byte> written)
    {
        if (Rewritten is not null)
            File.WriteAllBytes(PathOf(name), written);
        var golden = Read(name);
        Assert.Equal(Encoding.UTF8.GetString(golden), Encoding.UTF8.GetString(written)); // which shows where they differ
        Assert.Equal(golden, written.ToArray());
    }

    /// <summary>The same for a text.</summary>
    public static void Holds(string name, string written) => Holds(name, Encoding.UTF8.GetBytes(written));
}
