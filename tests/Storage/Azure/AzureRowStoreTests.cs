using Campaigns.Azurite;
using Campaigns.Storage.Azure;
using Campaigns.Storage.Tests.Conformance;
using Campaigns.Workflows.Ports;

namespace Campaigns.Storage.Tests.Azure;

public sealed class AzureRowStoreTests : RowStoreConformance
{
    private AzureStore? opened;

    protected override async ValueTask<IRowStore> CreateAsync()
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        opened = await SharedAzurite.OpenAsync(TimeProvider.System);
        return opened.Rows;
    }
}
