using System.Text.Json;
using Campaigns.Api.Http;
using Campaigns.Model;
using Campaigns.Runtime;
using Campaigns.Runtime.Customers;
using Campaigns.Senders;

namespace Campaigns.Api.Events;

/// <summary>
/// A report or reply that names the address and no customer, as gateways know it: it concerns whoever was written to there.
/// </summary>
/// <param name="runner">Knows who was.</param>
internal sealed class AddressedReport(CampaignRunner runner)
{
    /// <summary>The channel and address it names; null: it names its customer, or is no report.</summary>
    public static (Channel Channel, string Address)? Of(CloudEventEnvelope envelope) =>
        envelope.Type?.StartsWith("message.", StringComparison.Ordinal) == true && envelope.Subject is null
        && envelope.Data is { ValueKind: JsonValueKind.Object } data && Text(data, "customer_id") is null
        && Text(data, "address") is { } address && Channel.Contactable.Contains(new Channel(Text(data, "channel") ?? "sms"))
            ? (new Channel(Text(data, "channel") ?? "sms"), address)
            : null;

    /// <summary>The events it is: one for each customer it concerns; of those who share an address, who got the message it names.</summary>
    public async ValueTask<IReadOnlyList<CustomerEvent>> TranslateAsync(
        CloudEventEnvelope envelope, (Channel Channel, string Address) to, EventTranslation translation, string pointer, ProblemLog log,
        CancellationToken cancel)
    {
        var addressees = await runner.Customers.Reports.FindAsync(ReportKeys.Of(to.Channel, to.Address), cancel);
        var named = Text(envelope.Data!.Value, "message_id");
        var events = new List<CustomerEvent>();
        foreach (var addressee in addressees)
        {
            if (named is not null && addressees.Count > 1 && addressee.Message.Value != named
                && (await runner.Customers.LoadAsync(addressee.Customer, cancel)).Ledger.Find(new(named)) is null)
                continue;
            if (translation.Translate(envelope with { Subject = addressee.Customer.Value }, pointer, log) is not { } translated)
                return [];
            events.Add(translated with
            {
                Data = translated.Data.With([new("message_id", named ?? addressee.Message.Value), new("channel", to.Channel.Name)]),
            });
        }

        return events;
    }

    private static string? Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
