using Campaigns.Model;
using Campaigns.Runtime.Ports;

namespace Campaigns.Senders.Outbox;

/// <summary>The messages in an outbox's folder, which an erasure removes.</summary>
/// <param name="root">The folder; it need not exist.</param>
public sealed class OutboxCopies(string root) : ICustomerDataCopy
{
    /// <inheritdoc/>
    public string Name => "outbox";

    /// <summary>The folder.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <inheritdoc/>
    public ValueTask<int?> EraseAsync(CustomerId customer, IReadOnlyCollection<MessageId> messages, CancellationToken cancel)
    {
        try
        {
            return new(Erase([.. messages.Select(message => SafeName.Of(message.Value))], cancel));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The outbox {Root} cannot be cleared: {e.GetType().Name}", e);
        }
    }

    // A file's day is that of its handing over, which the ledger no longer knows: so every day's folder is asked for each name.
    private int Erase(string[] names, CancellationToken cancel)
    {
        if (names.Length == 0 || !Directory.Exists(Root))
            return 0;
        var removed = 0;
        foreach (var channel in Directory.EnumerateDirectories(Root))
        {
            string[] endings = [.. OutboxFile.Extensions(Path.GetFileName(channel))];
            foreach (var day in Directory.EnumerateDirectories(channel))
            {
                cancel.ThrowIfCancellationRequested();
                foreach (var file in names.SelectMany(_ => endings, (name, ending) => Path.Combine(day, name + ending)).Where(File.Exists))
                {
                    File.Delete(file);
                    if (!file.EndsWith(OutboxFile.Page, StringComparison.Ordinal)) // the same message once more
                        removed++;
                }
            }
        }

        var partial = Path.Combine(Root, OutboxFolders.PartialFolder);
        foreach (var file in Directory.Exists(partial) ? Directory.EnumerateFiles(partial) : [])
        {
            if (names.Any(name => Path.GetFileName(file).Contains(name, StringComparison.Ordinal)))
                File.Delete(file); // what a killed process left unfinished
        }

        return removed;
    }
}
