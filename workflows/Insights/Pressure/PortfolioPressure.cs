using System.Collections.Immutable;

namespace Campaigns.Insights.Pressure;

/// <summary>How hard a portfolio is pressed: contacts by customer and month, what each rule held back, which journeys collide.</summary>
/// <param name="Customers">How many customers were looked at, those without a contact included.</param>
/// <param name="Contacts">Contacts they got: sent, or perhaps sent. Agent tasks are none.</param>
/// <param name="Months">Every month from the first to the last with a contact.</param>
/// <param name="Rules">By reason code, the one that touched most messages first.</param>
/// <param name="Collisions">By pair of journeys, the one with most messages first.</param>
/// <param name="Unattributed">Messages put off by a gap or a cap of which it is not known whose messages used it up.</param>
public sealed record PortfolioPressure(
    long Customers, long Contacts, ImmutableArray<MonthPressure> Months, ImmutableArray<RulePressure> Rules,
    ImmutableArray<JourneyCollision> Collisions, long Unattributed);
