namespace Campaigns.Storage.Tests.Embedded;

/// <summary>A folder of its own for one store, removed with all that is in it.</summary>
public sealed class TemporaryFile : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("campaigns-store-");

    public string Path => System.IO.Path.Combine(folder.FullName, "store.db");

    public void Dispose() => folder.Delete(recursive: true);
}
