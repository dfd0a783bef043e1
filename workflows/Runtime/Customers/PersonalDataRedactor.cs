using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;

namespace Campaigns.Runtime.Customers;

/// <summary>
/// What may stay of a customer who asked to be forgotten: that there was a contact, when, by which channel, journey,
/// rule and text, which the insurer must be able to prove, and the numbers statistics are made of. No names, addresses,
/// policies, nor anything that events or other systems said.
/// </summary>
internal static class PersonalDataRedactor
{
    private const int MaxCodeLength = 80; // characters
    private const int MaxDigits = 4; // in a row: more may be a telephone number

    private static readonly HashSet<string> KeptDetails = new(StringComparer.Ordinal)
    {
        "holdout", "first", "value", "credited", "at", "until", "frees", "limit", "used", "template", "locale", "text_version", "provider",
        "consent_at", "consent_text", "purpose",
    };

    /// <summary>An enrollment without what it was about and what events brought it.</summary>
    public static EnrollmentRecord Of(EnrollmentRecord enrollment) => enrollment with
    {
        Subject = "",
        Policy = null,
        Event = null,
        State = enrollment.State
        with
        { Buffered = [], Results = [.. enrollment.State.Results.Select(answer => answer with { Data = null, Detail = null })] },
    };

    /// <summary>What is remembered of an enrollment, without what it was about.</summary>
    public static PastEnrollment Of(PastEnrollment past) => past with
    {
        Subject = "",
        Policy = null,
        GoalUntil = null,
        Entry = null,
        Touches = null,
    };

    /// <summary>Past enrollments without what they were about.</summary>
    public static PastEnrollments Of(PastEnrollments past) => past with { Recent = [.. past.Recent.Select(Of)], OlderGoals = [] };

    /// <summary>A timeline event without personal data.</summary>
    public static TimelineEvent Of(TimelineEvent timelineEvent) => timelineEvent with
    {
        Policy = null,
        Reason = timelineEvent.Kind switch
        {
            TimelineEventKind.Warning => null, // quotes the odd value
            // may be another system's own words
            TimelineEventKind.Failed or TimelineEventKind.Unknown or TimelineEventKind.Suppressed =>
                IsCode(timelineEvent.Reason) ? timelineEvent.Reason : null,
            _ => timelineEvent.Reason,
        },
        Detail = timelineEvent.Kind is TimelineEventKind.Published or TimelineEventKind.Warning || timelineEvent.Detail is not { } detail
            ? null
            : NullIfEmpty(
                AttributeBag.Of(detail.Values.Where(value => KeptDetails.Contains(value.Key))
                    .Select(value => KeyValuePair.Create(value.Key, (object?)value.Value)))),
    };

    private static AttributeBag? NullIfEmpty(AttributeBag bag) => bag.Count == 0 ? null : bag;

    private static bool IsCode(string? reason)
    {
        if (reason is not { Length: > 0 and <= MaxCodeLength } || !char.IsAsciiLetterLower(reason[0]))
            return false;
        var digits = 0;
        foreach (var c in reason)
        {
            digits = char.IsAsciiDigit(c) ? digits + 1 : 0;
            if (digits > MaxDigits || !(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or ':' or '.' or '_'))
                return false;
        }

        return true;
    }
}
