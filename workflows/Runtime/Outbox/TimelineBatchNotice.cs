using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Runtime.Outbox;

/// <summary>Says that a chapter of a customer's timeline is about to be written, and is to be published.</summary>
/// <param name="Customer">Whose timeline.</param>
/// <param name="Batch">The chapter's number: only one writer can write it.</param>
/// <param name="At">When it was said.</param>
public sealed record TimelineBatchNotice(CustomerId Customer, long Batch, Instant At)
{
    /// <summary>Customer, chapter and milliseconds since 1970, apart by line feeds.</summary>
    public ReadOnlyMemory<byte> Write() =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Customer}\n{Batch}\n{At.ToUnixTimeMilliseconds()}"));

    /// <summary>Reads a notice; false when the text is something else.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out TimelineBatchNotice? notice)
    {
        notice = null;
        if (Encoding.UTF8.GetString(body).Split('\n') is not [var customer, var batch, var at] || !CustomerId.IsValid(customer)
            || !long.TryParse(batch, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds > Instant.MaxValue.ToUnixTimeMilliseconds())
            return false;
        notice = new TimelineBatchNotice(new(customer), number, Instant.FromUnixTimeMilliseconds(milliseconds));
        return true;
    }
}
