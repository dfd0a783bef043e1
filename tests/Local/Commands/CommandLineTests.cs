namespace Campaigns.Local.Tests.Commands;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_OfTheProgram_HasExamplesAndExitCodes()
    {
        var ran = await CommandRun.ProcessAsync();
        Assert.Equal((0, ""), (ran.Code, ran.Error));
        Assert.Contains("campaigns demo", ran.Output, StringComparison.Ordinal);
        Assert.Contains("Exit codes:", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("run")]
    [InlineData("import")]
    [InlineData("replay")]
    [InlineData("explain")]
    [InlineData("pressure")]
    [InlineData("validate")]
    public async Task Help_OfACommand_EndsWithAnExample(string command)
    {
        var ran = await CommandRun.RunAsync(command, "--help");
        Assert.Equal(0, ran.Code);
        Assert.Contains($"Examples:{Environment.NewLine}  campaigns {command}", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unknown command 'demmo'; did you mean 'demo'?", "demmo")]
    [InlineData("Unknown option '--custmers'; did you mean '--customers'?", "demo", "--custmers", "4")]
    [InlineData("--customers is a whole number from 1 to 99999, found '0'.", "demo", "--customers", "0")]
    [InlineData("--seed is a whole number, found 'abc'.", "demo", "--seed", "abc")]
    [InlineData("--durability is \"Power\" or \"Process\", found 'never'.", "run", "--durability", "never")]
    [InlineData("Required argument 'customer' missing for command: 'explain'.", "explain")]
    [InlineData("Unknown command 'add'; did you mean 'keys add'?", "add", "--help")]
    [InlineData("Unknown command 'settle'; did you mean 'unknown settle'?", "settle", "m-1", "sent")]
    [InlineData("Unknown command 'list'; did you mean 'dead-letters list' or 'unknown list' or 'keys list'?", "list", "--help")]
    [InlineData("Unknown command 'ad'; did you mean 'add'?", "keys", "ad", "--help")]
    [InlineData("Unknown command 'demmo'; did you mean 'demo'?", "demmo", "--help")]
    public async Task WrongCommandLine_IsReportedInTwoLines(string recorded, params string[] arguments)
    {
        var ran = await CommandRun.RunAsync(arguments);
        Assert.Equal((2, ""), (ran.Code, ran.Output));
        Assert.Equal(recorded, ran.Error.Split(Environment.NewLine)[0]);
        Assert.StartsWith("See: campaigns", ran.Error.Split(Environment.NewLine)[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("See: campaigns --help", "demmo")]
    [InlineData("See: campaigns explain --help", "explain")]
    [InlineData("See: campaigns keys add --help", "keys", "add")]
    [InlineData("See: campaigns unknown settle --help", "unknown", "settle", "--agian")]
    public async Task WrongCommandLine_PointsToTheHelpOfTheWholeCommand(string expected, params string[] arguments)
    {
        var ran = await CommandRun.RunAsync(arguments);
        Assert.Equal((2, expected), (ran.Code, ran.Error.TrimEnd().Split(Environment.NewLine)[^1]));
        var help = await CommandRun.RunAsync(expected["See: campaigns ".Length..].Split(' '));
        Assert.Equal(0, help.Code);
    }

    [Fact]
    public async Task AMistake_UnderJson_IsAnObjectOnStandardOutputAndALineOnStandardError()
    {
        var ran = await CommandRun.ProcessAsync("explain", "nobody", "--json", "--data", "/nowhere");
        Assert.Equal(1, ran.Code);
        Assert.Equal("bad-input", ran.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.StartsWith("There is no store in", ran.Error, StringComparison.Ordinal);
    }
}
