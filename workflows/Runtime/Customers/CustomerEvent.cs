using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Runtime.Customers;

/// <summary>Something a policy system, an app or a provider reports about one customer.</summary>
/// <param name="Source">Who reports it (CloudEvents <c>source</c>).</param>
/// <param name="Id">Unique within the source: the same pair is taken once. Empty for what may be told again without
/// harm, such as the same attributes: then nothing is remembered of it.</param>
/// <param name="Type">For example <c>policy.renewed</c>.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Customer">Whom it concerns.</param>
/// <param name="Data">What it carries.</param>
public sealed record CustomerEvent(string Source, string Id, string Type, Instant Time, CustomerId Customer, AttributeBag Data)
{
    /// <summary>In the data of <c>customer.updated</c> and <c>policy.*</c>: a list of the attributes that have no value any more.</summary>
    public const string RemovedAttributes = "removed_attributes";

    /// <summary>The policy it concerns, from <c>policy_id</c>.</summary>
    public PolicyId? Policy => Data.Text("policy_id") is { } id ? new PolicyId(id) : null;

    /// <summary>The message a report is about, from <c>message_id</c>.</summary>
    public MessageId? Message => Data.Text("message_id") is { } id ? new MessageId(id) : null;

    /// <summary>
    /// What tells this event from another that is sent under the same id, where that is more than its type and data; else null.
    /// </summary>
    public string? Fingerprint { get; init; }

    internal string Mark => Fingerprint ?? Data.FingerprintOf(Type);

    internal string Hash => StableHash.Id($"{Source}\n{Id}");
}
