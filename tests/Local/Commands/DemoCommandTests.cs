using Campaigns.Portfolio.Tests.Support;

namespace Campaigns.Local.Tests.Commands;

public sealed class DemoCommandTests : IDisposable
{
    private readonly TestWorkspace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task SameSeed_GivesTheSameResult_AndLinesFitTheScreen()
    {
        // In a process of its own: another one hashes texts differently.
        var demo = await CommandRun.ProcessAsync("demo", "--customers", "40", "--out", _place.Path("demo"));
        Assert.Equal((0, ""), (demo.Code, demo.Error));
        var tables = demo.Output.Split(Environment.NewLine).Where(line => line.StartsWith('│')).ToList();
        Assert.NotEmpty(tables);
        Assert.All(tables, line => Assert.True(line.Length <= 80, line));
        Assert.DoesNotContain("\u001b", demo.Output, StringComparison.Ordinal);
        var messages = Messages("demo");

        var again = await CommandRun.RunAsync("demo", "--customers", "40", "--out", _place.Path("demo"), "--json");
        var elsewhere = await CommandRun.RunAsync("demo", "--customers", "40", "--out", _place.Path("other"), "--json");
        Assert.Equal(again.Json.GetProperty("journeys").ToString(), elsewhere.Json.GetProperty("journeys").ToString());
        Assert.Equal(messages, Messages("demo"));
        Assert.Equal(messages, Messages("other"));
        var telling = again.Json.GetProperty("telling").GetString()!;
        Assert.Contains($"explain {telling} ", demo.Output, StringComparison.Ordinal);

        var explained = await CommandRun.RunAsync("explain", telling, "--data", _place.Path("demo"));
        Assert.Contains("  sent ", explained.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_WithAnotherStore_IsLeftAlone()
    {
        var store = _place.Write("campaigns.db", "precious");
        var ran = await CommandRun.RunAsync("demo", "--customers", "1", "--out", _place.Path(""));
        Assert.Equal(1, ran.Code);
        Assert.Contains("contains a store that was not", ran.Error, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(store, TestContext.Current.CancellationToken));
    }

    private List<string> Messages(string folder) =>
        [.. Directory.EnumerateFiles(_place.Path(folder + "/outbox"), "*", SearchOption.AllDirectories)
            .Select(file => file[_place.Path(folder).Length..]).Order(StringComparer.Ordinal)];
}
