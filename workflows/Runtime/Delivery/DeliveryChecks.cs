using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.Validation;
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
        var policy = order.Library.ContactPolicy;
        if (entry.Channel == Channel.Agent)
            return entry.Withdrawn is not null;
        if (entry.Withdrawn is not null || entry.Deadline < runner.Now || IsPaused(order.Library, order.Enrollment.Journey)
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
        var now = runner.Now;
        if (IsPaused(order.Library, enrollment.Journey))
            return ContactReason.Paused; // resuming queues it again
        var refusal = Refusal(order, order.Library, now)
            ?? await SharedRefusalAsync(order, now, cancel)
            ?? MissingAttribute(order, order.Library,
                await runner.Library.PinnedTextsAsync(order.Journey, cancel) ?? order.Library.Texts ?? runner.Units.Templates);
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

    /// <summary>Whether a journey is paused.</summary>
    public static bool IsPaused(ICampaignLibrary library, JourneyId journey)
    {
        foreach (var live in library.Journeys)
        {
            if (live.Definition.Id == journey)
                return live.Status == JourneyStatus.Paused;
        }

        return false;
    }

    /// <summary>Why the customer's own data forbid it now; null: they do not.</summary>
    public static BlockingReason? Refusal(DeliveryOrder order, ICampaignLibrary library, Instant now)
    {
        var (entry, policy) = (order.Entry!, library.ContactPolicy);
        return entry.Deadline < now ? new BlockingReason(ContactReason.Expired) { Frees = entry.Deadline }
            : ContactEligibility.Refusal(entry.Category, order.Profile, policy)
            ?? ContactEligibility.Refusal(entry.Channel, entry.Category, order.Profile, policy, now);
    }

    /// <summary>What its text requires and the customer's data do not have any more; null: nothing.</summary>
    public static BlockingReason? MissingAttribute(DeliveryOrder order, ICampaignLibrary library, ITemplateCatalog? templates) =>
        MissingAttributes.RefusalOf(
            templates, order.Template, order.Entry!.Channel, order.Profile, order.Policy, order.Enrollment, library.Catalog, order.Now.Zone);

    /// <summary>Whether what was told of by another customer with the same address forbids it.</summary>
    private async ValueTask<BlockingReason?> SharedRefusalAsync(
        DeliveryOrder order, Instant now, CancellationToken cancel)
    {
        var channel = order.Request.Channel;
        if (!SuppressionIndex.Covers(channel) || order.To.Length == 0)
            return null;
        return await runner.Customers.Suppressions.FindAsync(order.AddressHash, channel, now, cancel) is { } suppression
            ? Because(suppression) : null;
    }

    /// <summary>The refusal of an address that is suppressed whoever has it.</summary>
    public static BlockingReason Because(SharedSuppression suppression) =>
        new(ContactReason.Of(ContactReason.Suppressed, DeliveryReason.Classify(suppression.Cause).Code));

    /// <summary>
    /// Holds a message to its own condition and to the timing rules once more: it gives its slot back when what it says is not so any more,
    /// and gets another one where the rules forbid this instant.
    /// </summary>
    /// <returns>Null: it may go; otherwise why not.</returns>
    public static string? Recheck(CustomerSession session, MessageId message, DeliveryOrder order)
    {
        if (session.Record.Ledger.Find(message) is not { Status: ContactStatus.Reserved } entry || entry.At > session.Instant)
            return "withdrawn"; // or it has been put off already: it lay in the queue twice
        if (SendCondition.Holds(session, order.Journey, order.Enrollment, entry.Step))
            return ContactScheduler.Defer(session, entry, order.Enrollment)?.Reason;
        DeliveryRecorder.Release(session, entry, order.Enrollment, ContactReason.NoLongerSo);
        return ContactReason.NoLongerSo;
    }
}
