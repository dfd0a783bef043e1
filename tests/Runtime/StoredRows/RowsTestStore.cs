using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Storage;

namespace Campaigns.Runtime.Tests.StoredRows;

/// <summary>An empty store in a folder of its own.</summary>
internal sealed class RowsTestStore : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly IStore _store;

    private RowsTestStore(DirectoryInfo folder, IStore store) => (_folder, _store) = (folder, store);

    public IRowStore Rows => _store.Rows;

    public static async Task<RowsTestStore> OpenAsync()
    {
        var folder = Directory.CreateTempSubdirectory("campaigns-rows-");
        return new(folder, await TestStores.OpenAsync(Path.Combine(folder.FullName, "store.db"), TimeProvider.System));
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
