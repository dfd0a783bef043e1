using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Runtime.Outbox;

/// <summary>Says that a chapter of a customer's timeline is about to be written, and is to be published.</summary>
/// <param name="Customer">Whose timeline.</param>
/// <param name="Chapter">The chapter's number: only one writer can write it.</param>
/// <param name="At">When it was said.</param>
public sealed record ChapterNotice(CustomerId Customer, long Chapter, Instant At)
{
    /// <summary>Customer, chapter and milliseconds since 1970, apart by line feeds.</summary>
    public ReadOnlyMemory<byte> Write() =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Customer}\n{Chapter}\n{At.ToUnixTimeMilliseconds()}"));

    /// <summary>Reads a notice; false when the text is something else.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out ChapterNotice? notice)
    {
        notice = null;
        if (Encoding.UTF8.GetString(body).Split('\n') is not [var customer, var chapter, var at] || !CustomerId.IsValid(customer)
            || !long.TryParse(chapter, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds > Instant.MaxValue.ToUnixTimeMilliseconds())
            return false;
        notice = new ChapterNotice(new(customer), number, Instant.FromUnixTimeMilliseconds(milliseconds));
        return true;
    }
}
