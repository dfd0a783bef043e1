using Campaigns.Tests.Support;

namespace Campaigns.Rendering.Tests;

/// <summary>What a message says does not depend on where the machine stands.</summary>
public class ProcessZoneTests
{
    public static TheoryData<string> Zones => ProcessZone.All;

    [Theory]
    [MemberData(nameof(Zones))]
    public Task EveryTest_OnAMachineInAnotherZone_Passes(string zone) => ProcessZone.PassAsync(zone);
}
