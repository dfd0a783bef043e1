using Azure.Core;

namespace Campaigns.Storage.Azure;

/// <summary>The kinds of transaction that storage bills.</summary>
public enum StorageCall
{
    /// <summary>One row read by its keys, or one page of a range.</summary>
    TableRead,

    /// <summary>Rows of one partition changed together.</summary>
    TableBatch,

    /// <summary>A message put on a queue.</summary>
    QueueSend,

    /// <summary>Up to 32 messages taken, or none found.</summary>
    QueueReceive,

    /// <summary>A message given back.</summary>
    QueueUpdate,

    /// <summary>A message deleted.</summary>
    QueueDelete,

    /// <summary>A blob read, or a page of their names.</summary>
    BlobRead,

    /// <summary>A blob written.</summary>
    BlobWrite,

    /// <summary>A table, queue or container made, or looked at.</summary>
    Container,
}

/// <summary>Tells the kind of a request.</summary>
internal static class StorageCalls
{
    /// <summary>The kind of a request to one of the three services, by its method and path.</summary>
    public static StorageCall KindOf(Request request)
    {
        var uri = request.Uri.ToUri();
        var path = uri.AbsolutePath;
        var get = request.Method == RequestMethod.Get || request.Method == RequestMethod.Head;
        if (path.EndsWith("/$batch", StringComparison.Ordinal))
            return StorageCall.TableBatch;
        if (path.Contains("/messages", StringComparison.Ordinal))
            return get ? StorageCall.QueueReceive
                : request.Method == RequestMethod.Post ? StorageCall.QueueSend
                : request.Method == RequestMethod.Put ? StorageCall.QueueUpdate : StorageCall.QueueDelete;
        if (path.EndsWith(')') || path.EndsWith("()", StringComparison.Ordinal))
            return get ? StorageCall.TableRead : StorageCall.TableBatch;
        if (request.Headers.Contains("x-ms-blob-type"))
            return StorageCall.BlobWrite;
        return get && !uri.Query.Contains("comp=metadata", StringComparison.Ordinal) && !path.EndsWith("/Tables", StringComparison.Ordinal)
            ? StorageCall.BlobRead
            : StorageCall.Container;
    }
}
