namespace Campaigns.Definitions.ContactPolicies;

/// <summary>Which journey is credited when one event fulfils the goals of several enrollments of a customer.</summary>
public enum AttributionRule
{
    /// <summary>The one whose last message to the customer is the latest.</summary>
    LastTouch,

    /// <summary>The one whose first message to the customer is the earliest.</summary>
    FirstTouch,

    /// <summary>Each of them.</summary>
    Every,
}
