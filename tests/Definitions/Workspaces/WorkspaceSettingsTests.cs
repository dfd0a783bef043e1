using System.Text;
using Campaigns.Definitions.Tests.Support;
using Campaigns.Definitions.Workspaces;
using Campaigns.Model;

namespace Campaigns.Definitions.Tests.Workspaces;

public sealed class WorkspaceSettingsTests
{
    public const string EverySetting = """
        {
          "$schema": "schemas/campaigns.v1.schema.json",
          "languages": ["en", "zh-Hant", "zh-Hant-HK"],
          "brand": { "name": "Example Insurance", "names": { "zh-Hant": "範例保險" }, "phone": "+886 2 5555 0100", "site": "https://insurer.example/", "shortLinks": "https://go.insurer.example/" },
          "prices": { "currency": "TWD", "sms": 0.9, "push": 0, "email": 0.02 },
          "testers": ["me@insurer.example", "+886912345678"],
          "environments": {
            "local": { "data": "data/local" },
            "account": { "storage": "insurercampaigns" },
            "staging": { "url": "http://localhost:7071/api", "keyFrom": "STAGING_KEY" },
            "production": { "url": "https://campaigns.insurer.example/api", "tokenFrom": "CAMPAIGNS_TOKEN" }
          }
        }
        """;

    public static TheoryData<string, string, string, string> Slips
    {
        get
        {
            var slips = new TheoryData<string, string, string, string>();
            foreach (var (text, pointer, code, says) in BadWorkspaceSettings.Cases)
                slips.Add(text, pointer, code, says);
            return slips;
        }
    }

    [Theory]
    [MemberData(nameof(Slips))]
    public void ASlip_IsReportedWhereItStands_AndNothingElseIs(string text, string pointer, string code, string says)
    {
        var read = Read(text);

        Assert.Null(read.Settings);
        var finding = Assert.Single(read.Findings);
        Assert.Equal((pointer, code), (finding.Pointer, finding.Code));
        Assert.Contains(says, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EverySetting_IsRead()
    {
        var read = Read(EverySetting);

        Assert.Empty(read.Findings);
        var settings = read.Settings!;
        Assert.Equal(["en", "zh-Hant", "zh-Hant-HK"], settings.Languages);
        Assert.Equal(("Example Insurance", "範例保險"), (settings.Brand.Name, settings.Brand.Names["zh-Hant"]));
        Assert.Equal(0.9m, settings.Prices!.Of(Channel.Sms));
        Assert.Null(settings.Prices.Of(Channel.Call));
        Assert.Equal(["account", "local", "production", "staging"], settings.Environments.Keys);
        Assert.Equal("STAGING_KEY", settings.Environments["staging"].KeyFrom);
    }

    [Fact]
    public void DamagedText_NeverThrows() => CsCheck.Check.Sample(
        DocumentMutations.Anywhere(Encoding.UTF8.GetBytes(EverySetting)), bytes => !WorkspaceSettingsReader.Read(bytes).Findings.IsDefault, iter: 500);

    private static WorkspaceSettingsReadResult Read(string text) => WorkspaceSettingsReader.Read(Encoding.UTF8.GetBytes(text));
}
