using System.Collections.Concurrent;
using Azure;

namespace Campaigns.Storage.Azure;

/// <summary>
/// Tables or queues by name, each made when a call finds it missing: an account that has them pays for no looking, and
/// however many callers find one missing at once, it is made once.
/// </summary>
/// <param name="open">The client of a name.</param>
/// <param name="create">Makes what the client stands for, if it is not there.</param>
/// <param name="missing">The error code of a call to one that is not there.</param>
internal sealed class Containers<TClient>(Func<string, TClient> open, Func<TClient, CancellationToken, Task> create, string missing)
    where TClient : class
{
    private readonly ConcurrentDictionary<string, TClient> _clients = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<TClient, Lazy<Task>> _making = new();

    /// <summary>Does a call, and once more if what it is for had to be made first.</summary>
    public async Task<T> WithAsync<T>(string name, Func<TClient, CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        var client = _clients.GetOrAdd(name, open);
        try
        {
            return await call(client, cancel);
        }
        catch (RequestFailedException e) when (e.ErrorCode == missing)
        {
            await MakeAsync(client, cancel);
            return await call(client, cancel);
        }
    }

    private async Task MakeAsync(TClient client, CancellationToken cancel)
    {
        // Not under the caller's token: others may wait for the same.
        var making = _making.GetOrAdd(client, static (c, make) => new Lazy<Task>(() => make(c, CancellationToken.None)), create);
        try
        {
            await making.Value.WaitAsync(cancel);
        }
        finally
        {
            // The next to find it missing, now or in a year, tries anew.
            _making.TryRemove(KeyValuePair.Create(client, making));
        }
    }
}
