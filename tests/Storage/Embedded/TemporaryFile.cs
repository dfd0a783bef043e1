namespace Campaigns.Storage.Tests.Embedded;

/// <summary>A folder of its own for one store, removed with all that is in it.</summary>
public sealed class TemporaryFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-store-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "store.db");

    public void Dispose() => _folder.Delete(recursive: true);
}
