using System.Collections.Immutable;
using Campaigns.Decisions.Migration;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Between which versions a sweep moves enrollments, and how, within its row.</summary>
internal sealed class MigrationRow
{
    public int From { get; set; }

    public int To { get; set; }

    /// <summary>Old steps, each followed by the one that stands for it.</summary>
    public string[]? Map { get; set; }

    public ChangedWaits Waits { get; set; }

    public bool KeepArms { get; set; }

    public static MigrationRow? Of(Migration? migration) => migration is null ? null : new()
    {
        From = migration.From,
        To = migration.To,
        Map = migration.Rules.Map.IsEmpty ? null : [.. migration.Rules.Map.SelectMany(pair => (string[])[pair.Key, pair.Value])],
        Waits = migration.Rules.Waits,
        KeepArms = migration.Rules.KeepArms,
    };

    public Migration Read() => new(From, To, new MigrationRules
    {
        Map = (Map ?? []).Chunk(2).ToImmutableSortedDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal),
        Waits = Waits,
        KeepArms = KeepArms,
    });
}
