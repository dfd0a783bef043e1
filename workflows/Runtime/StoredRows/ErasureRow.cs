using Campaigns.Runtime.Customers;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>The certificate of an erasure within row <c>a</c>.</summary>
internal sealed class ErasureRow
{
    public Instant RequestedAt { get; set; }

    public Instant? CompletedAt { get; set; }

    public ErasedPartRow[]? Parts { get; set; }

    public static ErasureRow? Of(ErasureCertificate? certificate) => certificate is null ? null : new()
    {
        RequestedAt = certificate.RequestedAt,
        CompletedAt = certificate.CompletedAt,
        Parts = RowJson.Map(certificate.Parts, part =>
            new ErasedPartRow { Place = part.Place, What = part.What, Count = part.Count, At = part.At }),
    };

    public static ErasureCertificate? Read(ErasureRow? row) => row is null ? null : new(row.RequestedAt)
    {
        CompletedAt = row.CompletedAt,
        Parts = RowJson.Map(row.Parts, part => new ErasedPart(part.Place, part.What, part.Count, part.At)),
    };
}

/// <summary>What was removed from one place.</summary>
internal sealed class ErasedPartRow
{
    public string Place { get; set; } = "";

    public string What { get; set; } = "";

    public int? Count { get; set; }

    public Instant At { get; set; }
}
