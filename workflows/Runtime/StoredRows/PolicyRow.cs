using Campaigns.Model.Customers;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Table <c>customers</c>, rows <c>d:</c>: a policy's attributes under the insurer's own names.</summary>
internal static class PolicyRow
{
    public static byte[] Write(AttributeBag attributes) => RowJson.Write(attributes, RowJson.Context.AttributeBag);

    public static AttributeBag Read(Row row) =>
        RowJson.Read(CustomerStore.Table, row, RowJson.Context.AttributeBag, static attributes => attributes);
}
