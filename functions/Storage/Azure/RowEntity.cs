using Azure.Data.Tables;
using Campaigns.Runtime.Ports;

namespace Campaigns.Storage.Azure;

/// <summary>
/// A row as an entity of Azure Tables. A property holds at most 64 KiB, so a body is split over <c>b0</c> to <c>b14</c>;
/// an empty one has none. <c>w</c> says which commit wrote it.
/// </summary>
internal static class RowEntity
{
    private const int MaxProperty = 64 * 1024;
    private const string Writer = "w";

    /// <summary>An entity to be written.</summary>
    public static TableEntity Write(string partition, string key, ReadOnlyMemory<byte> body, Guid commit)
    {
        var entity = new TableEntity(partition, RowKeys.Store(key)) { [Writer] = commit };
        for (var part = 0; part * MaxProperty < body.Length; part++)
        {
            var rest = body[(part * MaxProperty)..];
            entity[Part(part)] = rest[..Math.Min(MaxProperty, rest.Length)].ToArray();
        }

        return entity;
    }

    /// <summary>The row an entity holds.</summary>
    public static Row Read(TableEntity entity) =>
        new(RowKeys.Load(entity.PartitionKey), RowKeys.Load(entity.RowKey), Body(entity), entity.ETag.ToString());

    /// <summary>Which commit wrote it.</summary>
    public static Guid? WrittenBy(TableEntity entity) => entity.GetGuid(Writer);

    private static ReadOnlyMemory<byte> Body(TableEntity entity)
    {
        var first = entity.GetBinary(Part(0));
        if (first is null || first.Length < MaxProperty)
            return first;
        var whole = new MemoryStream(first.Length * 2);
        for (var part = 0; entity.GetBinary(Part(part)) is { } bytes; part++)
            whole.Write(bytes);
        return whole.GetBuffer().AsMemory(0, (int)whole.Length);
    }

    private static string Part(int number) => $"b{number}";
}
