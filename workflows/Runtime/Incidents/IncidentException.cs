namespace Campaigns.Runtime.Incidents;

/// <summary>Something outside does not work, which is expected now and then: told in one line, without a place in the code.</summary>
/// <param name="message">Our own words and codes; no personal data.</param>
public class IncidentException(string message) : Exception(message);
