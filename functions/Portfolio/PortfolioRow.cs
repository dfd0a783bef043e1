using Campaigns.Model;
using NodaTime;

namespace Campaigns.Portfolio;

/// <summary>What one row of the file came to: <see cref="Mapped"/> or <see cref="Rejected"/>.</summary>
/// <param name="Line">The physical line, from 1, on which the row begins; the header is usually line 1.</param>
public abstract record PortfolioRow(int Line)
{
    /// <summary>The row as it stands in the file; of one that is broken its first line.</summary>
    public string Text { get; init; } = "";

    /// <summary>A row that says something. Attribute values are strings, decimals and booleans; dates are ISO strings.</summary>
    /// <param name="Line">The physical line.</param>
    /// <param name="Customer">Whom it is about.</param>
    /// <param name="CustomerAttributes">The attributes the row has a value for.</param>
    /// <param name="Consents">What the customer has agreed to.</param>
    /// <param name="Policy">Which policy it is about; null when the map names none.</param>
    /// <param name="PolicyAttributes">The attributes the row has a value for.</param>
    /// <param name="Events">What happened, in the order of the map.</param>
    public sealed record Mapped(
        int Line,
        CustomerId Customer,
        IReadOnlyDictionary<string, object> CustomerAttributes,
        IReadOnlyList<PortfolioConsent> Consents,
        PolicyId? Policy,
        IReadOnlyDictionary<string, object> PolicyAttributes,
        IReadOnlyList<PortfolioEvent> Events) : PortfolioRow(Line);

    /// <summary>A row that cannot be used; the rest of the file goes on.</summary>
    /// <param name="Line">The physical line.</param>
    /// <param name="Column">The column at fault, or the pointer of an expression; null when the whole row is.</param>
    /// <param name="Value">What stands there, or the row's first line.</param>
    /// <param name="Reason">What is wrong with it.</param>
    public sealed record Rejected(int Line, string? Column, string? Value, string Reason) : PortfolioRow(Line)
    {
        /// <summary>One line for people.</summary>
        public override string ToString() => $"line {Line}{(Column is null ? "" : $", {Column}")}: {Reason}";
    }
}

/// <summary>Something that happened to the row's customer and policy.</summary>
/// <param name="Order">The event's place in the map, from 0: its turn among events at the same instant.</param>
/// <param name="Type">The event type.</param>
/// <param name="At">When.</param>
/// <param name="Data">Strings, decimals and booleans.</param>
public sealed record PortfolioEvent(int Order, string Type, Instant At, IReadOnlyDictionary<string, object> Data);

/// <summary>A consent by channel and purpose.</summary>
/// <param name="Channel">For example <c>sms</c>.</param>
/// <param name="Purpose">For example <c>marketing</c>.</param>
public readonly record struct PortfolioConsent(string Channel, string Purpose)
{
    /// <summary>As the map writes it: <c>sms:marketing</c>.</summary>
    public override string ToString() => $"{Channel}:{Purpose}";
}
