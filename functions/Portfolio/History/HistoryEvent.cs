using Campaigns.Model;
using NodaTime;

namespace Campaigns.Portfolio.History;

/// <summary>One event of a file's history, with what its row says about the customer.</summary>
/// <remarks>
/// The row's policy attributes are left out on purpose: a row knows how the term ended, an event must not.
/// What is known of the policy at that instant is in <paramref name="Data"/>.
/// </remarks>
/// <param name="At">When.</param>
/// <param name="Order">The event's place in the map.</param>
/// <param name="Type">The event type.</param>
/// <param name="Customer">To whom.</param>
/// <param name="Policy">To which policy; null when the map names none.</param>
/// <param name="Line">The row's physical line.</param>
/// <param name="CustomerAttributes">The customer as the row has them.</param>
/// <param name="Consents">What the customer has agreed to.</param>
/// <param name="Data">What the event carries.</param>
public sealed record HistoryEvent(
    Instant At,
    int Order,
    string Type,
    CustomerId Customer,
    PolicyId? Policy,
    int Line,
    IReadOnlyDictionary<string, object> CustomerAttributes,
    IReadOnlyList<PortfolioConsent> Consents,
    IReadOnlyDictionary<string, object> Data);
