namespace Campaigns.Portfolio;

/// <summary>How a row names and describes its customer.</summary>
/// <param name="Id">The customer's id; a row without one is rejected.</param>
/// <param name="Attributes">Attribute name to value, without the <c>customer.</c> prefix.</param>
/// <param name="Consents">What the customer has agreed to.</param>
public sealed record CustomerMap(MapValue Id, IReadOnlyDictionary<string, MapValue> Attributes, IReadOnlyList<ConsentMap> Consents);

/// <summary>One consent, given by every row or by the rows where a condition holds.</summary>
/// <param name="Consent">The channel and purpose.</param>
/// <param name="When">The condition; null means always.</param>
public sealed record ConsentMap(PortfolioConsent Consent, MapValue? When);

/// <summary>How a row names and describes its policy.</summary>
/// <param name="Id">The policy's id, unique within the customer; a row without one is rejected.</param>
/// <param name="Attributes">Attribute name to value, without the <c>policy.</c> prefix.</param>
public sealed record PolicyMap(MapValue Id, IReadOnlyDictionary<string, MapValue> Attributes);
