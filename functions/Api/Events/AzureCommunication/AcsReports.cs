using Campaigns.Api.Http;
using Campaigns.Definitions.Json;
using Campaigns.Model;
using Campaigns.Model.Events;
using Campaigns.Runtime;
using Campaigns.Runtime.Customers;
using Campaigns.Senders.AzureCommunication;

namespace Campaigns.Api.Events.AzureCommunication;

/// <summary>
/// Delivery reports, engagement and replies of Azure Communication Services, as Event Grid brings them: made into our
/// own <c>message.*</c> events, of the customer and message that were noted when the message went out.
/// </summary>
/// <param name="runner">Knows whom a report is about.</param>
internal sealed class AcsReports(CampaignRunner runner)
{
    private const string Prefix = "Microsoft.Communication.";
    private const int MaxReplyLength = 1600; // ten segments, the most a phone sends as one

    /// <summary>Whether an event comes from there.</summary>
    public static bool Has(string? type) => type?.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>What a report means; nothing when it is about somebody else's message, or nothing that concerns a journey.</summary>
    public ValueTask<IReadOnlyList<CustomerEvent>> TranslateAsync(
        CloudEventEnvelope envelope, string pointer, ProblemLog log, CancellationToken cancel)
    {
        var report = new AcsReport(envelope, JsonPointers.Append(pointer, "data"), log);
        return envelope.Type![Prefix.Length..].ToUpperInvariant() switch
        {
            "SMSDELIVERYREPORTRECEIVED" => SmsDeliveryAsync(report, cancel),
            "SMSRECEIVED" => SmsReplyAsync(report, cancel),
            "EMAILDELIVERYREPORTRECEIVED" => EmailDeliveryAsync(report, cancel),
            "EMAILENGAGEMENTTRACKINGREPORTRECEIVED" => EmailEngagementAsync(report, cancel),
            _ => new([]),
        };
    }

    private async ValueTask<IReadOnlyList<CustomerEvent>> SmsDeliveryAsync(AcsReport report, CancellationToken cancel)
    {
        var (to, status, tag) = (report.Required("to"), report.Required("deliveryStatus"), report.Optional("tag"));
        if (to is null || status is null || tag is null)
            return []; // without our tag it is not our message
        var message = new MessageId(tag);
        if (await OwnerAsync(to, message, cancel) is not { } customer)
            return [];
        var outcome = SmsOutcome.Of(status, report.Optional("deliveryStatusDetails"));
        var events = new List<CustomerEvent>();
        if (outcome.Type is { } type)
            events.Add(report.About(new(customer, message), type, Channel.Sms, ("kind", outcome.Kind), ("reason", outcome.Reason)));
        return events;
    }

    private async ValueTask<IReadOnlyList<CustomerEvent>> SmsReplyAsync(AcsReport report, CancellationToken cancel)
    {
        var (from, text) = (report.Required("from"), report.Required("message"));
        if (from is null || text is null)
            return [];
        // Whoever shares the number has answered together. What the answer means is read with every other gateway's.
        var addressees = await OfNumberAsync(from, cancel);
        return
        [
            .. addressees.Select(addressee => report.About(addressee, EventTypes.MessageReplied, Channel.Sms,
                ("text", text.Length <= MaxReplyLength ? text : text[..MaxReplyLength]))),
        ];
    }

    private async ValueTask<IReadOnlyList<CustomerEvent>> EmailDeliveryAsync(AcsReport report, CancellationToken cancel)
    {
        if (report.Required("messageId") is not { } id || report.Required("status") is not { } status
            || EmailOutcome.Of(status, report.Optional("deliveryStatusDetails", "statusMessage")) is not { } outcome)
            return [];
        return await EmailAsync(report, id, outcome.Type, cancel, ("kind", outcome.Kind), ("reason", outcome.Reason));
    }

    private async ValueTask<IReadOnlyList<CustomerEvent>> EmailEngagementAsync(AcsReport report, CancellationToken cancel)
    {
        // Named one way in the service's samples and another in its SDK.
        if (report.Required("messageId") is not { } id
            || (report.Optional("engagementType") ?? report.Required("engagement")) is not { } engagement)
            return [];
        return engagement.ToLowerInvariant() switch
        {
            "view" => await EmailAsync(report, id, EventTypes.MessageOpened, cancel),
            "click" => await EmailAsync(report, id, EventTypes.MessageClicked, cancel, ("link", report.Optional("engagementContext"))),
            _ => [],
        };
    }

    private async ValueTask<IReadOnlyList<CustomerEvent>> EmailAsync(
        AcsReport report, string id, string type, CancellationToken cancel, params (string Name, string? Value)[] more)
    {
        var addressees = await runner.Customers.Reports.FindAsync(AcsIds.EmailKey(id), cancel);
        return [.. addressees.Select(addressee => report.About(addressee, type, Channel.Email, more))];
    }

    /// <summary>Who was written to at a number; the service writes its own plus sign in some reports and not in others.</summary>
    private async ValueTask<IReadOnlyList<Addressee>> OfNumberAsync(string number, CancellationToken cancel)
    {
        foreach (var key in AcsIds.SmsKeys(number))
        {
            if (await runner.Customers.Reports.FindAsync(key, cancel) is { Count: > 0 } found)
                return found;
        }

        return [];
    }

    /// <summary>Who got the message, of all who were written to at the number.</summary>
    private async ValueTask<CustomerId?> OwnerAsync(string number, MessageId message, CancellationToken cancel)
    {
        var addressees = await OfNumberAsync(number, cancel);
        foreach (var addressee in addressees.OrderByDescending(addressee => addressee.Message == message))
        {
            if (addressee.Message == message
                || (await runner.Customers.LoadAsync(addressee.Customer, cancel)).Ledger.Find(message) is not null)
                return addressee.Customer;
        }

        // The ledger forgets after its longest window; the only one at the number is the one.
        return addressees.Count == 1 ? addressees[0].Customer : null;
    }
}
