using System.Diagnostics;
using Campaigns.Model;
using Campaigns.Rendering;
using Campaigns.Rendering.Set;
using NodaTime;
using Scriban.Runtime;

// Prints what one message costs to render, and what loading all templates costs. Run it in Release:
//   dotnet run -c Release --project bench/Rendering

var clock = Stopwatch.StartNew();
var set = await TemplateSet.LoadAsync(TemplateFolder.Shipped);
Console.WriteLine($"load     {set.Templates.Count} templates in {clock.Elapsed.TotalMilliseconds:F0} ms, {set.Errors.Count} errors");

var renderer = new TemplateRenderer(set);
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
    Measure(request, count / 10);
    var (micros, bytes) = Measure(request, count);
    Console.WriteLine($"{channel,-8} {name,-20} {micros,7:F2} µs  {bytes,8:N0} B");
}

(double Micros, long Bytes) Measure(RenderRequest request, int count)
{
    var before = GC.GetAllocatedBytesForCurrentThread();
    var start = Stopwatch.GetTimestamp();
    for (var i = 0; i < count; i++)
        if (renderer.Render(request) is not RenderResult.Rendered) throw new InvalidOperationException("The template failed.");
    return (Stopwatch.GetElapsedTime(start).TotalMicroseconds / count, (GC.GetAllocatedBytesForCurrentThread() - before) / count);
}
