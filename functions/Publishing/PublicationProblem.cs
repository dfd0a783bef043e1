using Campaigns.Runtime.Incidents;

namespace Campaigns.Publishing;

/// <summary>Events cannot be published now.</summary>
/// <param name="message">Why: codes only.</param>
public sealed class PublicationProblem(string message) : IncidentException(message);
