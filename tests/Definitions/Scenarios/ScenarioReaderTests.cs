using System.Text;
using Campaigns.Definitions.Scenarios;
using Campaigns.Definitions.Tests.Support;

namespace Campaigns.Definitions.Tests.Scenarios;

public sealed class ScenarioReaderTests
{
    public static TheoryData<string, string, string, string> Slips
    {
        get
        {
            var slips = new TheoryData<string, string, string, string>();
            foreach (var (text, pointer, code, says) in BadScenarios.Cases)
                slips.Add(text, pointer, code, says);
            return slips;
        }
    }

    [Theory]
    [MemberData(nameof(Slips))]
    public void ASlip_IsReportedWhereItStands(string text, string pointer, string code, string says)
    {
        var read = ScenarioReader.Read(Encoding.UTF8.GetBytes(text));

        Assert.Null(read.Scenario);
        Assert.Contains(read.Findings, f => f.Pointer == pointer && f.Code == code && f.Message.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public void ShippedScenarios_AreRead() => Assert.All(ShippedDocuments.Scenarios, text => Assert.Empty(ScenarioReader.Read(text).Findings));

    [Fact]
    public void DamagedText_NeverThrows() =>
        CsCheck.Check.Sample(DocumentMutations.Anywhere(ShippedDocuments.Scenarios), bytes => ScenarioReader.Read(bytes).Findings.IsDefault == false, iter: 500);
}
