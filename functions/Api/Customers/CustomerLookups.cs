using Campaigns.Api.Http;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Library;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace Campaigns.Api.Customers;

/// <summary>
/// <c>GET /api/customers?phone=…</c>, also by <c>email</c>, <c>policy</c> or <c>policy_number</c>: who has exactly this; and
/// <c>GET /api/policies/{id}</c>. <c>?take=</c> and <c>?after=</c> page.
/// </summary>
public static class CustomerLookups
{
    private const int DefaultPageSize = 20;
    private const int MaxPageSize = 100;
    private const int MaxLength = 512;

    /// <summary>How long a request works on the index of a store of an earlier version; clients and gateways wait longer.</summary>
    private static readonly Duration Patience = Duration.FromSeconds(10);

    private static readonly IReadOnlyDictionary<string, Func<string, string?, IReadOnlyList<LookupTerm>>> Fields =
        new Dictionary<string, Func<string, string?, IReadOnlyList<LookupTerm>>>
        {
            // A plus that was not escaped arrives as a blank, and no number begins with one.
            ["phone"] = static (text, country) => LookupTerm.Phone(text.StartsWith(' ') ? $"+{text[1..]}" : text, country),
            ["email"] = static (text, _) => [LookupTerm.Email(text)],
            ["policy"] = static (text, _) => [LookupTerm.Policy(text)],
            ["policy_number"] = static (text, _) => [LookupTerm.PolicyNumber(text)],
        };

    /// <summary>The customers who have it, in the order of their ids; nobody is an empty page.</summary>
    public static async Task<Results<JsonHttpResult<CustomerList>, Problem>> FindAsync(
        HttpRequest request, CustomerStore customers, CampaignLibrary library, TimeProvider time, CancellationToken cancel)
    {
        var given = Fields.Keys.Where(request.Query.ContainsKey).ToList();
        if (given.Count != 1)
            return RouteIds.Bad(given.Count == 0 ? "phone" : given[1], "bad-query",
                "Customers are found by exactly one of \"phone\", \"email\", \"policy\" and \"policy_number\".");
        var text = request.Query[given[0]].ToString();
        if (BlankText.Is(text) || text.Length > MaxLength)
            return RouteIds.Bad(given[0], "bad-query", $"\"{given[0]}\" must be a text of 1 to {MaxLength} characters.");

        var (page, problem) = await PageAsync(
            request, Fields[given[0]](text, library.ContactPolicy.Country), customers, time, cancel);
        if (problem is not null)
            return problem;
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        return TypedResults.Json(
            new CustomerList([.. page.Customers.Select(customer => CustomerView.Of(customer, now))], page.Next), ApiJson.Options);
    }

    /// <summary>A policy with those who hold it: ids of policies are unique within a customer only.</summary>
    public static async Task<Results<JsonHttpResult<PolicyView>, Problem>> PolicyAsync(
        string id, HttpRequest request, CustomerStore customers, TimeProvider time, CancellationToken cancel)
    {
        if (RouteIds.Check(id, "policy") is { } invalid)
            return invalid;
        var (page, problem) = await PageAsync(request, [LookupTerm.Policy(id)], customers, time, cancel);
        if (problem is not null)
            return problem;
        var policy = new PolicyId(id);
        return page.Customers.Count == 0
            ? Problem.NotFound("unknown-policy", "No customer has a policy with this id.")
            : TypedResults.Json(
                new PolicyView(
                    policy, [.. page.Customers.Select(holder => new PolicyHolder(holder.Id, holder.Policies[policy]))], page.Next),
                ApiJson.Options);
    }

    private static async ValueTask<(CustomerPage Page, Problem? Problem)> PageAsync(
        HttpRequest request, IReadOnlyList<LookupTerm> terms, CustomerStore customers, TimeProvider time, CancellationToken cancel)
    {
        var none = new CustomerPage([], Next: null);
        if (Query.Whole(request, "take", DefaultPageSize, 1, MaxPageSize, out var take) is { } badTake)
            return (none, badTake);
        var after = request.Query["after"].ToString();
        if (after.Length > 0 && !CustomerId.IsValid(after))
            return (none, RouteIds.Bad("after", "bad-query", "\"after\" must be the \"next\" of the previous page."));
        var search = new CustomerSearch(customers, time);
        return await search.PrepareAsync(Patience, cancel)
            ? (await search.FindAsync(terms, after.Length == 0 ? null : new CustomerId(after), take, cancel), null)
            : (none, NotPrepared);
    }

    private static Problem NotPrepared { get; } = new(StatusCodes.Status503ServiceUnavailable, "Service unavailable",
        "The customers of an earlier version are being entered into the index. Send the same request again: it goes on where this one " +
        "stopped.")
    {
        RetryAfter = 1,
    };
}

/// <summary>A page of customers.</summary>
/// <param name="Customers">The customers.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; absent on the last.</param>
public sealed record CustomerList(IReadOnlyList<CustomerView> Customers, CustomerId? Next);

/// <summary>A policy.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Holders">The customers who have a policy with this id.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; absent on the last.</param>
public sealed record PolicyView(PolicyId Id, IReadOnlyList<PolicyHolder> Holders, CustomerId? Next);

/// <summary>A policy as one customer has it.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Attributes">The policy's attributes.</param>
public sealed record PolicyHolder(CustomerId CustomerId, AttributeBag Attributes);
