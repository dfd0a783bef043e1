using Campaigns.Tests.Support;

namespace Campaigns.Definitions.Tests.Expressions;

/// <summary>What an expression means does not depend on where the machine stands.</summary>
public sealed class ProcessZoneTests
{
    public static TheoryData<string> Zones => ProcessZone.All;

    [Theory]
    [MemberData(nameof(Zones))]
    public Task EveryTest_OnAMachineInAnotherZone_Passes(string zone) =>
        ProcessZone.PassAsync(zone, "-namespace", "Campaigns.Definitions.Tests.Expressions");
}
