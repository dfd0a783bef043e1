using Campaigns.Workflows.Ports;

namespace Campaigns.Storage.Embedded;

/// <summary>
/// The limits of a batch that Azure Tables sets, kept here too, so that what works locally works there.
/// </summary>
internal static class BatchRules
{
    private const int MaxChanges = 100;
    private const int MaxBody = 960 * 1024;

    /// <summary>Throws <see cref="ArgumentException"/> for a batch no store would take.</summary>
    public static void Check(IReadOnlyList<RowChange> changes)
    {
        if (changes.Count > MaxChanges)
            throw new ArgumentException($"A batch holds at most {MaxChanges} changes; this one has {changes.Count}.", nameof(changes));

        for (var i = 0; i < changes.Count; i++)
        {
            if (BodyLength(changes[i]) is var length && length > MaxBody)
                throw new ArgumentException($"A body is at most {MaxBody} bytes; that of row '{changes[i].Key}' has {length}.", nameof(changes));

            // Up to 100 keys: comparing each with those before costs less than a set does for the usual four.
            for (var j = 0; j < i; j++)
            {
                if (changes[i].Key == changes[j].Key)
                    throw new ArgumentException($"A batch changes a row once; '{changes[i].Key}' comes twice.", nameof(changes));
            }
        }
    }

    private static int BodyLength(RowChange change) => change switch
    {
        RowChange.Insert insert => insert.Body.Length,
        RowChange.Replace replace => replace.Body.Length,
        RowChange.Upsert upsert => upsert.Body.Length,
        _ => 0,
    };
}
