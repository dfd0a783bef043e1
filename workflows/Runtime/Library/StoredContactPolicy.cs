using System.Text;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.ContactPolicies.Reading;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Library;

/// <summary>
/// The contact policy by which a store's customers were contacted last, for whoever looks at them without the whole library.
/// </summary>
public static class StoredContactPolicy
{
    /// <summary>The policy in force; one without rules, in UTC, when none was kept or it cannot be read.</summary>
    public static async ValueTask<ContactPolicy> ReadAsync(IRowStore rows, CancellationToken cancel)
    {
        var documents = new DocumentTable(rows);
        var head = await documents.HeadAsync(DocumentIds.ContactPolicy, cancel);
        var live = head.Head.Live > 0 ? await documents.VersionAsync(head.Id, head.Head.Live, cancel) : null;
        return live is null ? ContactPolicy.Unlimited
            : ContactPolicyReader.Read(Encoding.UTF8.GetBytes(live.Text)).Policy ?? ContactPolicy.Unlimited;
    }

    /// <summary>Keeps the policy of a run whose rules do not come from its store.</summary>
    /// <param name="rows">The store.</param>
    /// <param name="json">The policy as written.</param>
    /// <param name="time">The run's clock.</param>
    /// <param name="cancel">Stops it.</param>
    public static async ValueTask KeepAsync(IRowStore rows, ReadOnlyMemory<byte> json, TimeProvider time, CancellationToken cancel)
    {
        using var library = new CampaignLibrary(
            rows, new Sweeps.SweepTable(rows), static (_, _) => throw new NotSupportedException(), time);
        await library.KeepContactPolicyAsync(json, cancel);
    }
}
