using System.Collections.Immutable;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Customers.Preferences;
using Campaigns.Runtime.Customers;
using NodaTime;

namespace Campaigns.Api.Customers;

/// <summary>What is known of a customer.</summary>
/// <param name="Id">The customer.</param>
/// <param name="Attributes">The profile.</param>
/// <param name="DoNotDisturb">The switch that always wins.</param>
/// <param name="DoNotDisturbEvidence">When and how it was last turned, on or off.</param>
/// <param name="Preferences">How they prefer to be contacted.</param>
/// <param name="BestHour">The hour of their day at which they open and click most; absent while too little is known.</param>
/// <param name="ErasedAt">When they asked to be forgotten.</param>
/// <param name="Consents">The latest answer for each channel and purpose.</param>
/// <param name="Suppressions">Addresses that must not be tried.</param>
/// <param name="Policies">Their policies, by id.</param>
/// <param name="Enrollments">The journeys they are enrolled in.</param>
/// <param name="Past">The journeys they have finished, as far as not long ago.</param>
/// <param name="PastCount">How many they have finished.</param>
public sealed record CustomerView(
    CustomerId Id, AttributeBag Attributes, bool DoNotDisturb, SwitchEvidence? DoNotDisturbEvidence, CustomerPreferences? Preferences,
    int? BestHour, Instant? ErasedAt, ImmutableArray<Consent> Consents, ImmutableArray<Suppression> Suppressions,
    IReadOnlyList<AttributeBag> Policies, IReadOnlyList<EnrollmentView> Enrollments, IReadOnlyList<PastEnrollmentView> Past,
    int PastCount)
{
    internal static CustomerView Of(CustomerRecord record, Instant now) => new(
        record.Id, record.Profile.Attributes, record.Profile.DoNotDisturb, record.Profile.DoNotDisturbEvidence, record.Profile.Preferences,
        record.Profile.ResponseHours?.BestAt(now), record.Profile.ErasedAt, record.Profile.Consents, record.Profile.Suppressions,
        [.. record.Policies.OrderBy(policy => policy.Key.Value, StringComparer.Ordinal).Select(policy => policy.Value)],
        [.. record.Enrollments.Values.OrderBy(e => e.EnteredAt).ThenBy(e => e.Id.Value, StringComparer.Ordinal).Select(EnrollmentView.Of)],
        [
            .. record.Past.Recent.Select(past =>
                new PastEnrollmentView(past.Id, past.Id.Journey, past.Version, past.Policy, past.EndedAt, past.Holdout))],
        record.Past.Count);
}

/// <summary>An enrollment, as it stands.</summary>
/// <param name="Id">The enrollment.</param>
/// <param name="Journey">The journey.</param>
/// <param name="Version">The version it is on.</param>
/// <param name="Policy">The policy it is about.</param>
/// <param name="EnteredAt">When it began.</param>
/// <param name="At">The step it stands at.</param>
/// <param name="WakeAt">When it goes on by itself; absent: only an event moves it.</param>
/// <param name="Holdout">Whether it runs without contact.</param>
/// <param name="Held">Whether a better journey of its group holds it.</param>
public sealed record EnrollmentView(
    EnrollmentId Id, JourneyId Journey, int Version, PolicyId? Policy, Instant EnteredAt, StepId? At, Instant? WakeAt, bool Holdout,
    bool Held)
{
    internal static EnrollmentView Of(EnrollmentRecord record) =>
        new(record.Id, record.Journey, record.Version, record.Policy, record.EnteredAt, record.State.At, record.WakeAt, record.Holdout,
            record.Held);
}

/// <summary>An enrollment that is over.</summary>
/// <param name="Id">The enrollment.</param>
/// <param name="Journey">The journey.</param>
/// <param name="Version">The version it was on.</param>
/// <param name="Policy">The policy it was about.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Holdout">Whether it ran without contact.</param>
public sealed record PastEnrollmentView(EnrollmentId Id, JourneyId Journey, int Version, PolicyId? Policy, Instant EndedAt, bool Holdout);
