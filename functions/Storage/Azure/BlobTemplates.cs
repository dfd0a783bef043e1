using System.Security.Cryptography;
using System.Text;
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
    private readonly BlobContainerClient _container;
    private readonly AzureAccount _account;

    internal BlobTemplates(BlobContainerClient container, AzureAccount account) => (_container, _account) = (container, account);

    /// <inheritdoc/>
    /// <exception cref="Campaigns.Runtime.Ports.StoreUnavailableException">The account is away.</exception>
    public async ValueTask<IReadOnlyList<TemplateFile>> ReadAsync(CancellationToken cancel) =>
        await _account.CallAsync($"read templates of {_container.Name}", ReadAllAsync, cancel);

    /// <inheritdoc/>
    public bool ReplacesFilesWhole => true;

    /// <summary>The names and tags of the files, by listing them: one transaction for up to 5,000 blobs.</summary>
    /// <exception cref="Campaigns.Runtime.Ports.StoreUnavailableException">The account is away.</exception>
    public async ValueTask<string> VersionAsync(CancellationToken cancel) =>
        await _account.CallAsync($"list templates of {_container.Name}", async token =>
        {
            var files = (await ListAsync(token)).OrderBy(blob => blob.Name, StringComparer.Ordinal)
                .Select(blob => $"{blob.Name}\n{blob.Properties.ETag}\n");
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(files))));
        }, cancel);

    private async Task<IReadOnlyList<BlobItem>> ListAsync(CancellationToken cancel)
    {
        var blobs = new List<BlobItem>();
        try
        {
            await foreach (var blob in _container.GetBlobsAsync(cancellationToken: cancel))
            {
                if (TemplateFile.IsNamed(blob.Name))
                    blobs.Add(blob);
            }
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            return [];
        }

        return blobs;
    }

    private async Task<IReadOnlyList<TemplateFile>> ReadAllAsync(CancellationToken cancel)
    {
        var names = (await ListAsync(cancel)).Select(blob => blob.Name).ToList();

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
