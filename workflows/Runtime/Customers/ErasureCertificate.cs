using System.Collections.Immutable;
using NodaTime;

namespace Campaigns.Runtime.Customers;

/// <summary>What was removed of an erased customer, where and when: numbers only, so that it may be kept.</summary>
/// <param name="RequestedAt">When the erasure was taken.</param>
public sealed record ErasureCertificate(Instant RequestedAt)
{
    /// <summary>When every place had been cleared; null: it is under way.</summary>
    public Instant? CompletedAt { get; init; }

    /// <summary>What was removed, place by place, in the order it was done.</summary>
    public ImmutableArray<ErasedPart> Parts { get; init; } = [];

    /// <summary>The certificate with what was removed from a place; of one that was cleared before, the numbers of now.</summary>
    internal ErasureCertificate With(IEnumerable<ErasedPart> parts)
    {
        var all = Parts.ToBuilder();
        foreach (var part in parts)
        {
            var at = -1;
            for (var i = 0; i < all.Count; i++)
                at = all[i].Place == part.Place && all[i].What == part.What ? i : at;
            if (at < 0)
                all.Add(part);
            else
                all[at] = part with { Count = Math.Max(all[at].Count ?? 0, part.Count ?? 0) is > 0 and var most ? most : part.Count };
        }

        return this with { Parts = all.ToImmutable() };
    }
}

/// <summary>What was removed from one place.</summary>
/// <param name="Place"><c>store</c> for the rows, or the name of another place, such as <c>outbox</c>.</param>
/// <param name="What">The kind of data, a code such as <c>policies</c> or <c>timeline-events</c>.</param>
/// <param name="Count">How many; null where that is not counted.</param>
/// <param name="At">When.</param>
public sealed record ErasedPart(string Place, string What, int? Count, Instant At);

/// <summary>Names of places.</summary>
internal static class ErasurePlaces
{
    /// <summary>The rows of the store.</summary>
    public const string Store = "store";
}
