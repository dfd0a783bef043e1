using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Contacts;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sessions;
using NodaTime;

namespace Campaigns.Runtime.Delivery;

/// <summary>What may have changed since a message got its slot, and forbids sending it now.</summary>
/// <param name="runner">Loads, and writes down what follows.</param>
internal sealed class DeliveryChecks(CampaignRunner runner)
{
    /// <summary>Whether asking the provider again could send what is not to be sent any more.</summary>
    public async ValueTask<bool> IsForbiddenAsync(DeliveryOrder order, CancellationToken cancel)
    {
        var entry = order.Entry!;
        var policy = runner.Library.ContactPolicy;
        if (entry.Channel == Channel.Agent)
            return entry.Withdrawn is not null;
        if (entry.Withdrawn is not null || entry.Deadline < runner.Now
            || runner.Library.Journeys.FirstOrDefault(live => live.Definition.Id == order.Enrollment.Journey)?.Status
            == JourneyStatus.Paused
            || (ContactEligibility.Refusal(entry.Category, order.Profile, policy)
                ?? ContactEligibility.Refusal(entry.Channel, entry.Category, order.Profile, policy, runner.Now)) is not null)
            return true;
        var holds = true;
        await runner.Units.RunAsync(order.Request.Customer, session => holds = SendCondition.Holds(session, order.Journey, order.Enrollment,
            entry.Step), cancel, order.Record);
        return !holds;
    }

    /// <summary>What has changed since the slot was taken that forbids sending now.</summary>
    public async ValueTask<string?> RefuseOrDeferAsync(CustomerRecord record, DeliveryOrder order, CancellationToken cancel)
    {
        var (entry, enrollment) = (order.Entry!, order.Enrollment);
        var policy = runner.Library.ContactPolicy;
        var now = runner.Now;
        if (runner.Library.Journeys.FirstOrDefault(live => live.Definition.Id == enrollment.Journey)?.Status == JourneyStatus.Paused)
            return ContactReason.Paused; // resuming queues it again
        var refusal = entry.Deadline < now ? new BlockingReason(ContactReason.Expired) { Frees = entry.Deadline }
            : ContactEligibility.Refusal(entry.Category, record.Profile, policy)
            ?? ContactEligibility.Refusal(entry.Channel, entry.Category, record.Profile, policy, now)
            ?? await SharedRefusalAsync(record, entry.Channel, now, cancel)
            ?? MissingAttributes.RefusalOf(
                runner.Units.Templates, order.Template, entry.Channel, order.Profile, order.Policy, enrollment, runner.Library.Catalog,
                order.Now.Zone);
        if (refusal is not null)
        {
            await runner.Units.RunAsync(record.Id, session =>
                DeliveryRecorder.Release(session, entry, enrollment, refusal.Reason), cancel, record);
            return refusal.Reason;
        }

        if (entry.At > now)
            return "deferred"; // its timer queues it again
        string? why = null;
        await runner.Units.RunAsync(record.Id, session => why = Recheck(session, entry.Message, order), cancel, record);
        return why;
    }

    /// <summary>Whether what was told of by another customer with the same address forbids it.</summary>
    private async ValueTask<BlockingReason?> SharedRefusalAsync(
        CustomerRecord record, Channel channel, Instant now, CancellationToken cancel)
    {
        if (!SuppressionIndex.Covers(channel) || record.Profile.AddressOf(channel) is not { } address)
            return null;
        var hash = (await runner.Customers.MessageIdsAsync(cancel)).AddressHash(channel, address);
        return await runner.Customers.Suppressions.FindAsync(hash, channel, now, cancel) is { } suppression
            ? new(ContactReason.Of(ContactReason.Suppressed, DeliveryReason.Classify(suppression.Cause).Code))
            : null;
    }

    /// <summary>
    /// Holds a message to its own condition and to the timing rules once more: it gives its slot back when what it says is not so any more,
    /// and gets another one where the rules forbid this instant.
    /// </summary>
    /// <returns>Null: it may go; otherwise why not.</returns>
    private static string? Recheck(CustomerSession session, MessageId message, DeliveryOrder order)
    {
        if (session.Record.Ledger.Find(message) is not { Status: ContactStatus.Reserved } entry || entry.At > session.Instant)
            return "withdrawn"; // or it has been put off already: it lay in the queue twice
        if (SendCondition.Holds(session, order.Journey, order.Enrollment, entry.Step))
            return ContactScheduler.Defer(session, entry, order.Enrollment)?.Reason;
        DeliveryRecorder.Release(session, entry, order.Enrollment, ContactReason.NoLongerSo);
        return ContactReason.NoLongerSo;
    }
}
