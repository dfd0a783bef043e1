using Campaigns.Model;
using Campaigns.Rendering;
using Campaigns.Rendering.Set;
using NodaTime;
using Scriban.Runtime;

// Prints what one message costs to render without and with the rules of wording, and what loading all templates costs. Run it in Release:
//   dotnet run -c Release --project bench/Rendering

var (loaded, set) = await LoadAsync(TemplateFolder.Shipped);
var (bare, without) = await LoadAsync(new WithoutRules());
Console.WriteLine($"load     {set.Templates.Count} templates in {bare.TotalMilliseconds:F0} ms, with the rules of wording {loaded.TotalMilliseconds:F0} ms, {set.Errors.Count} errors");

var (renderer, bareRenderer) = (new TemplateRenderer(set), new TemplateRenderer(without));
var globals = new Dictionary<string, object?>
{
    ["customer"] = new ScriptObject { ["name"] = "陳美玲", ["given_name"] = "Mei", ["phone"] = "+886912345678", ["agent_name"] = "林志偉" },
    ["policy"] = new ScriptObject
    {
        ["number"] = "TW20260987654",
        ["product_name"] = "安心住家險",
        ["premium"] = 12340m,
        ["renewal_premium"] = 11720m,
        ["currency"] = "TWD",
        ["discount"] = 5m,
        ["expires_on"] = new LocalDate(2026, 10, 12),
        ["lapsed_on"] = new LocalDate(2026, 7, 1),
    },
    ["insurer"] = new ScriptObject { ["name"] = "福隆保險", ["phone"] = "0800-123-456", ["site"] = "https://www.formosa.example" },
    ["links"] = new ScriptObject
    {
        ["action"] = "https://go.formosa.example/a/Kx82mQ",
        ["unsubscribe"] = "https://go.formosa.example/u/Kx82mQ"
    },
    ["now"] = DateTimeZone.Utc.AtStartOfDay(new LocalDate(2026, 7, 14)),
};

globals["policies"] = new ScriptArray { globals["policy"] };

foreach (var (name, channel, count) in new[]
{
    ("renewal/nudge", Channel.Sms, 300_000), ("renewal/offer", Channel.Sms, 300_000), ("renewal/reminder", Channel.Push, 200_000),
    ("renewal/agent-call", Channel.Agent, 100_000), ("renewal/offer", Channel.Email, 20_000),
})
{
    var request = new RenderRequest(name, channel, ["zh-TW"], globals);
    var before = Environment.CpuUsage.TotalTime;
    _ = renderer.Render(request);
    var first = Environment.CpuUsage.TotalTime - before;
    Measure(renderer, request, count / 10);
    Measure(bareRenderer, request, count / 10);
    // In turns: what else the machine does then slows both.
    var rounds = Enumerable.Range(0, 5).Select(_ => (Bare: Measure(bareRenderer, request, count / 5), Checked: Measure(renderer, request, count / 5))).ToList();
    var (plain, guarded) = (rounds.Average(r => r.Bare.Micros), rounds.Average(r => r.Checked.Micros));
    Console.WriteLine(
        $"{channel,-8} {name,-20} {plain,7:F2} µs {rounds[0].Bare.Bytes,8:N0} B   with rules {guarded,7:F2} µs {rounds[0].Checked.Bytes,8:N0} B   "
        + $"x{guarded / plain:F2}, {guarded - plain,6:F2} µs; the first {first.TotalMilliseconds,5:F0} ms");
}

static async Task<(TimeSpan Took, TemplateSet Set)> LoadAsync(ITemplateSource source)
{
    await TemplateSet.LoadAsync(source); // compiles the code that does it
    var before = Environment.CpuUsage.TotalTime;
    var set = await TemplateSet.LoadAsync(source);
    return (Environment.CpuUsage.TotalTime - before, set);
}

static (double Micros, long Bytes) Measure(TemplateRenderer renderer, RenderRequest request, int count)
{
    var before = GC.GetAllocatedBytesForCurrentThread();
    var start = Environment.CpuUsage.TotalTime;
    for (var i = 0; i < count; i++)
        if (renderer.Render(request) is not RenderResult.Rendered) throw new InvalidOperationException("The template failed.");
    return ((Environment.CpuUsage.TotalTime - start).TotalMicroseconds / count, (GC.GetAllocatedBytesForCurrentThread() - before) / count);
}

/// <summary>The shipped templates without the rules of wording.</summary>
internal sealed class WithoutRules : ITemplateSource
{
    public bool ReplacesFilesWhole => true;

    public async ValueTask<IReadOnlyList<TemplateFile>> ReadAsync(CancellationToken cancel) =>
        [.. (await TemplateFolder.Shipped.ReadAsync(cancel)).Where(file => file.Path != "wording.json")];

    public ValueTask<string> VersionAsync(CancellationToken cancel) => TemplateFolder.Shipped.VersionAsync(cancel);
}
