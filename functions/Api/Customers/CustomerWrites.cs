using Campaigns.Api.Data;
using Campaigns.Api.Http;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Customers.Addresses;
using Campaigns.Model.Customers.Preferences;
using Campaigns.Model.Events;
using Campaigns.Runtime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Campaigns.Api.Customers;

/// <summary>
/// <c>PUT /api/customers/{id}</c>: attributes, consents, do-not-disturb, suppressions and preferences; what is not named stays as it is.
/// </summary>
public static class CustomerWrites
{
    /// <summary>Changes a customer, who is created when unknown. A null attribute loses its value.</summary>
    public static async Task<Results<JsonHttpResult<WriteResponse>, Problem>> PutAsync(
        string id, HttpRequest request, CampaignRunner runner, CancellationToken cancel)
    {
        if ((RouteIds.Check(id, "customer") ?? WriteRequest.CheckKey(request)) is { } invalid)
            return invalid;
        var body = await JsonBody.ReadAsync(request, cancel);
        if (!body.TryParse(out var root, out var problem))
            return problem;

        var log = new ProblemLog();
        string? notice = null;
        var now = runner.Now;
        var write = WriteRequest.Of(request, new CustomerId(id), "customers", body.Bytes, now);
        if (ObjectReader.Of(root, "", log, "attributes", "consents", "do_not_disturb", "suppressions", "preferences") is { } customer)
        {
            var attributes = customer.Object("attributes") is { } values
                ? new AttributeReader(log).ReadDeclared(values, "/attributes", runner.Library.Catalog.Of("customer"))
                : [];
            notice = string.Join("; ", AddressReading.Findings(AttributeBag.Empty, attributes, runner.Library.ContactPolicy.Country));
            RequestChecks.SameId(attributes, id, "customer", log);
            // Always told, so that a customer of whom nothing is known yet exists afterwards.
            write.Add(EventTypes.CustomerUpdated, attributes);
            foreach (var consent in ConsentReader.Read(customer, now, log))
            {
                write.Add(consent.Granted ? EventTypes.CustomerConsented : EventTypes.CustomerRefused,
                    [new("channel", consent.Channel.Name), new("purpose", consent.Purpose), new("how", consent.How), .. Version(consent)],
                    consent.At);
            }

            if (SwitchReader.Read(customer, now, log) is { } turned)
                write.Add(EventTypes.CustomerDoNotDisturb, turned.Data, turned.At);
            foreach (var suppression in SuppressionReader.Read(customer, now, log))
                write.Add(suppression.On ? EventTypes.CustomerSuppressed : EventTypes.CustomerUnsuppressed, suppression.Data);
            if (PreferencesReader.Read(customer, log) is { } preferences)
                write.Add(PreferenceChange.EventType, preferences);
        }

        if (log.Any)
            return log.ToProblem();
        return await write.ApplyAsync(id, runner, cancel, string.IsNullOrEmpty(notice) ? null : notice);
    }

    private static IEnumerable<KeyValuePair<string, object?>> Version(Consent consent) =>
        consent.TextVersion is { } version ? [new("text_version", version)] : [];
}
