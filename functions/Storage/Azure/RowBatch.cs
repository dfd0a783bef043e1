using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Campaigns.Runtime.Ports;

namespace Campaigns.Storage.Azure;

/// <summary>
/// One batch on its way to Azure Tables. Every row bears the id of the commit that wrote it: when an answer was lost and
/// the request went out again, a conflict may be with ourselves, and the id tells.
/// </summary>
/// <param name="partition">The partition as stored.</param>
/// <param name="changes">What to change.</param>
internal sealed class RowBatch(string partition, IReadOnlyList<RowChange> changes)
{
    // Well formed, so that it is compared rather than refused, and older than any row.
    private static readonly ETag Never = new("W/\"datetime'1601-01-01T00%3A00%3A00.0000000Z'\"");

    private readonly Guid _commit = Guid.NewGuid();

    /// <summary>Applies all changes or none.</summary>
    public async Task<CommitResult> CommitAsync(TableClient table, CancellationToken cancel)
    {
        var pending = changes.ToList();
        using var scope = Attempts.Count(out var attempts);
        while (pending.Count > 0)
        {
            var requests = 0;
            try
            {
                requests = attempts.Made;
                var answers = await table.SubmitTransactionAsync(pending.Select(Action), cancel);
                return new(CommitOutcome.Committed) { Tags = Tags(pending, answers.Value) };
            }
            catch (TableTransactionFailedException e) when (e.FailedTransactionActionIndex is { } index && index < pending.Count
                && IsConflict(e))
            {
                if (attempts.Made - requests > 1 && await IsOursAsync(table, cancel))
                    return new(CommitOutcome.Committed);
                if (pending[index] is not RowChange.Delete { Tag: null })
                    return new(CommitOutcome.Conflict, pending[index].Key);
                // Azure Tables has no "delete if it is there": it is not, so the rest goes without.
                pending.RemoveAt(index);
            }
        }

        return new(CommitOutcome.Committed);
    }

    /// <summary>The rows' new tags; of a removed row there is none.</summary>
    private string?[] Tags(List<RowChange> pending, IReadOnlyList<Response> answers)
    {
        var tags = new string?[changes.Count];
        for (int i = 0, answer = 0; i < changes.Count && answer < pending.Count; i++)
        {
            if (ReferenceEquals(changes[i], pending[answer]))
                tags[i] = answers[answer++].Headers.ETag?.ToString();
        }

        return tags;
    }

    private static bool IsConflict(TableTransactionFailedException e) =>
        e.ErrorCode == TableErrorCode.EntityAlreadyExists || e.ErrorCode == TableErrorCode.UpdateConditionNotSatisfied
        || e.ErrorCode == TableErrorCode.ResourceNotFound;

    private TableTransactionAction Action(RowChange change) => change switch
    {
        RowChange.Insert(var key, var body) => new(TableTransactionActionType.Add, RowEntity.Write(partition, key, body, _commit)),
        RowChange.Upsert(var key, var body) =>
            new(TableTransactionActionType.UpsertReplace, RowEntity.Write(partition, key, body, _commit)),
        RowChange.Replace(var key, var body, var tag) =>
            new(TableTransactionActionType.UpdateReplace, RowEntity.Write(partition, key, body, _commit), Tag(tag)),
        RowChange.Delete(var key, var tag) =>
            new(TableTransactionActionType.Delete, new TableEntity(partition, RowKeys.Store(key)), tag is null ? ETag.All : Tag(tag)),
        _ => throw new ArgumentException($"A change of kind {change.GetType().Name} is unknown.", nameof(change)),
    };

    /// <summary>Whether an earlier request of this very commit took effect: then the rows it wrote bear its id.</summary>
    private async Task<bool> IsOursAsync(TableClient table, CancellationToken cancel)
    {
        if (changes.FirstOrDefault(change => change is not RowChange.Delete) is not { } written)
            return false;
        var row = await table.GetEntityIfExistsAsync<TableEntity>(partition, RowKeys.Store(written.Key), cancellationToken: cancel);
        return row.HasValue && RowEntity.WrittenBy(row.Value!) == _commit;
    }

    // A tag of another store matches nothing; Azure Tables would refuse the whole batch for its shape.
    private static ETag Tag(string tag) => tag.StartsWith("W/\"", StringComparison.Ordinal) ? new ETag(tag) : Never;
}
