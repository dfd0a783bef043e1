using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Campaigns.Rendering.Set;

namespace Campaigns.Storage.Azure;

/// <summary>
/// The template files of a blob container, named as in the folder <c>templates/</c>: <c>renewal/early-bird.email.en.scriban</c>.
/// A container that does not exist holds no files.
/// </summary>
public sealed class BlobTemplates : ITemplateSource
{
    private const int MaxConcurrency = 8;
    private const string Extension = ".scriban";
    private readonly BlobContainerClient _container;
    private readonly AzureAccount _account;

    internal BlobTemplates(BlobContainerClient container, AzureAccount account) => (_container, _account) = (container, account);

    /// <inheritdoc/>
    /// <exception cref="Campaigns.Runtime.Ports.StoreUnavailableException">The account is away.</exception>
    public async ValueTask<IReadOnlyList<TemplateFile>> ReadAsync(CancellationToken cancel) =>
        await _account.CallAsync($"read templates of {_container.Name}", ReadAllAsync, cancel);

    private async Task<IReadOnlyList<TemplateFile>> ReadAllAsync(CancellationToken cancel)
    {
        var names = new List<string>();
        try
        {
            await foreach (var blob in _container.GetBlobsAsync(cancellationToken: cancel))
            {
                if (blob.Name.EndsWith(Extension, StringComparison.Ordinal))
                    names.Add(blob.Name);
            }
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            return [];
        }

        var files = new TemplateFile?[names.Count];
        await Parallel.ForAsync(0, names.Count, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancel },
            async (i, token) => files[i] = await ReadAsync(names[i], token));
        return [.. files.OfType<TemplateFile>()];
    }

    /// <summary>One file, or null when it has been deleted since it was listed.</summary>
    private async ValueTask<TemplateFile?> ReadAsync(string name, CancellationToken cancel)
    {
        try
        {
            var content = await _container.GetBlobClient(name).DownloadContentAsync(cancel);
            return TemplateFile.Of(name, content.Value.Content.ToMemory().Span);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }
}
