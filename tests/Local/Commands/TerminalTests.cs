using System.Text.Json;
using Campaigns.Hosting;
using Campaigns.Local.Commands;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Portfolio.Tests.Support;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Senders.Delivery;
using Campaigns.Storage.Embedded;
using NodaTime;
using Spectre.Console;

namespace Campaigns.Local.Tests.Commands;

/// <summary>What others have written cannot command the terminal it is printed on.</summary>
public sealed class TerminalTests : IDisposable
{
    private const string Hostile = "Ann\u001b]0;owned\u0007\u009b2J\u007f\r\n\u202eeel\u2066[red]x";

    private readonly TestWorkspace _place = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("Zoë 王 [x] 👩‍👧", "Zoë 王 [x] 👩‍👧")]
    [InlineData("a\0b", @"a\x00b")]
    [InlineData("a\u001b[31mb", @"a\x1b[31mb")]
    [InlineData("a\nb\r\tc", @"a\nb\r\tc")]
    [InlineData("a\u007fb", @"a\x7fb")]
    [InlineData("a\u0080\u009b\u009fb", @"a\x80\x9b\x9fb")]
    [InlineData("a\u202a\u202eb", @"a\u202a\u202eb")]
    [InlineData("a\u2066\u2069b", @"a\u2066\u2069b")]
    [InlineData("a\u2028\u2029b", @"a\u2028\u2029b")]
    [InlineData("\u202f\u2065\u206a\u00a0\u00ad", "\u202f\u2065\u206a\u00a0\u00ad")]
    public void Visible_ShowsWhatATerminalObeys(string text, string shown)
    {
        Assert.Equal(shown, Terminal.Visible(text));
        Assert.Equal(text, JsonSerializer.Deserialize<string>(Terminal.Json(JsonSerializer.Serialize(text, Relaxed))));
        Assert.DoesNotContain(Terminal.Json(JsonSerializer.Serialize(text, Relaxed)), IsObeyed);
    }

    [Fact]
    public void Console_ShowsWhatSomebodyForgotToEscape_AndKeepsItsOwnSequences()
    {
        using var written = new StringWriter();
        var console = Terminal.Guard(AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Out = new AnsiConsoleOutput(written),
        }));
        console.MarkupLine($"[red]{Markup.Escape("a\u001b]0;owned\u0007\u202e")}[/]");
        console.Write(new Table().AddColumn("a\u009b"));
        Assert.StartsWith("\u001b[", written.ToString(), StringComparison.Ordinal);
        Assert.Contains(@"a\x1b]0;owned\x07\u202e", written.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b]", written.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u009b', written.ToString());
    }

    [Theory]
    [InlineData("explain", "ann")]
    [InlineData("dead-letters", "list")]
    [InlineData("dead-letters", "replay")]
    [InlineData("pressure", "ann")]
    [InlineData("erasure", "ann")]
    [InlineData("explain", Hostile)]
    [InlineData("dead-letters", "replay", Hostile)]
    public async Task Commands_OverHostileData_PrintNothingThatATerminalObeys(params string[] command)
    {
        await FillAsync();
        foreach (var more in new[] { [], new[] { "--json" } })
        {
            var ran = await CommandRun.RunAsync([.. command, "--data", _place.Path("data"), .. more]);
            Assert.DoesNotContain(ran.Output + ran.Error, c => IsObeyed(c) && c is not ('\n' or '\r'));
            if (more.Length > 0 && ran.Output.Length > 0)
                Assert.NotEqual(JsonValueKind.Undefined, ran.Json.ValueKind);
        }
    }

    [Fact]
    public async Task Explain_ShowsTheNameOnItsOwnLine()
    {
        await FillAsync();
        var ran = await CommandRun.RunAsync("explain", "ann", "--data", _place.Path("data"));
        Assert.Contains(@"ann  Ann\x1b]0;owned\x07\x9b2J\x7f\r\n\u202eeel\u2066[red]x", ran.Output.Split('\n')[0],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ValidateAndImport_OverHostileFiles_PrintNothingThatATerminalObeys()
    {
        var journey = _place.Write("j.json",
            JsonSerializer.Serialize(new Dictionary<string, string> { ["id"] = Hostile, [Hostile] = Hostile }));
        var map = _place.Write("map.json", """{ "timeZone": "Asia/Taipei", "customer": { "id": "id", "attributes": {} } }""");
        var rows = _place.Write("p.csv", $"id,{Hostile.Replace("\r\n", "", StringComparison.Ordinal)}\n\"{Hostile}\",1\n");
        foreach (var more in new[] { [], new[] { "--json" } })
        {
            foreach (var ran in new[]
            {
                await CommandRun.RunAsync(["validate", journey, .. more]),
                await CommandRun.RunAsync(["import", rows, "--map", map, "--data", _place.Path("imported"), .. more]),
            })
                Assert.DoesNotContain(ran.Output + ran.Error, c => IsObeyed(c) && c is not ('\n' or '\r'));
        }
    }

    private static readonly JsonSerializerOptions Relaxed =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static bool IsObeyed(char c) =>
        char.IsControl(c) || c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029';

    private async Task FillAsync()
    {
        Directory.CreateDirectory(_place.Path("data"));
        await using var store = EmbeddedStore.Open(_place.Path("data/campaigns.db"), TimeProvider.System, Durability.Process);
        await using (var session = await StoreSession.OpenAsync(store, StoreLocation.In(_place.Path("data")),
            TimeProvider.System, Cancel))
        {
            await LibrarySeed.SeedAsync(session.Library, CampaignFolder.Shipped, publish: true, Cancel);
            await session.Runner.HandleAsync(new CustomerEvent("test", "1", "customer.updated", session.Runner.Now, new("ann"),
                AttributeBag.Of([new("name", Hostile), new("language", Hostile), new("value_tier", Hostile)])), Cancel);
            await session.Runner.HandleAsync(new CustomerEvent("test", "2", "policy.updated", session.Runner.Now, new("ann"),
                AttributeBag.Of([new("policy_id", "P1"), new("product_name", Hostile), new("status", Hostile)])), Cancel);
        }

        await store.Queues.SendAsync(ChannelSender.DeadLetterQueueOf(Channel.Sms),
            [DeadLetter.Write(System.Text.Encoding.UTF8.GetBytes($"ann\nm1{Hostile}\n1780286400000.0"), Hostile,
                Instant.FromUtc(2026, 6, 1, 4, 0))],
            Duration.Zero, Cancel);
    }
}
