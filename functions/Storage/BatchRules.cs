using Campaigns.Runtime.Ports;

namespace Campaigns.Storage;

/// <summary>
/// The limits of a batch that Azure Tables sets, kept by every store, so that what works locally works there.
/// </summary>
internal static class BatchRules
{
    private const int MaxChanges = 100;
    private const int MaxBody = 960 * 1024;

    // A transaction's payload is at most 4 MiB. Bodies travel as Base64, a third longer; 2 KiB a change are left for
    // keys, tags and headers.
    private const int MaxBodies = 2900 * 1024;

    /// <summary>Throws <see cref="ArgumentException"/> for a batch no store would take.</summary>
    public static void Check(IReadOnlyList<RowChange> changes)
    {
        if (changes.Count > MaxChanges)
            throw new ArgumentException($"A batch holds at most {MaxChanges} changes; this one has {changes.Count}.", nameof(changes));

        var total = 0L;
        for (var i = 0; i < changes.Count; i++)
        {
            var length = BodyLength(changes[i]);
            if (length > MaxBody)
                throw new ArgumentException($"A body is at most {MaxBody} bytes; that of row '{changes[i].Key}' has {length}.",
                    nameof(changes));
            total += length;

            // Up to 100 keys: comparing each with those before costs less than a set does for the usual four.
            for (var j = 0; j < i; j++)
            {
                if (changes[i].Key == changes[j].Key)
                    throw new ArgumentException($"A batch changes a row once; '{changes[i].Key}' is changed twice.", nameof(changes));
            }
        }

        if (total > MaxBodies)
            throw new ArgumentException($"The bodies of a batch are at most {MaxBodies} bytes together; these are {total}.",
                nameof(changes));
    }

    private static int BodyLength(RowChange change) => change switch
    {
        RowChange.Insert insert => insert.Body.Length,
        RowChange.Replace replace => replace.Body.Length,
        RowChange.Upsert upsert => upsert.Body.Length,
        _ => 0,
    };
}
