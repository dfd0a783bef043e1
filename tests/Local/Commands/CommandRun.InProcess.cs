using Campaigns.Local.Commands;

namespace Campaigns.Local.Tests.Commands;

internal sealed partial record CommandRun
{
    /// <summary>Commands share the console, so one runs at a time.</summary>
    private static readonly SemaphoreSlim Turn = new(1, 1);

    // As for the processes: what is set on this machine is no part of a test.
    static CommandRun()
    {
        Environment.SetEnvironmentVariable("CAMPAIGNS_API_KEY", null);
        Environment.SetEnvironmentVariable("CAMPAIGNS_STORAGE", null);
    }

    /// <summary>Runs what the program runs after its start, in this process: starting it takes longer than most commands do.</summary>
    public static async Task<CommandRun> RunAsync(params string[] arguments)
    {
        await Turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await using var output = new StringWriter();
            await using var error = new StringWriter();
            CommandOutput.Use(output, outputRedirected: true, error, errorRedirected: true);
            var code = await CommandLine.RunAsync(arguments).WaitAsync(Patience, TestContext.Current.CancellationToken);
            return new(code, output.ToString(), error.ToString());
        }
        finally
        {
            Turn.Release();
        }
    }

    /// <summary>The same of a command that must end with a code; else the test fails with all that it said.</summary>
    public static async Task<CommandRun> ExpectAsync(int code, params string[] arguments)
    {
        var ran = await RunAsync(arguments);
        Assert.True(code == ran.Code, $"{string.Join(' ', arguments)}: {ran.Code}\n{ran.Output}\n{ran.Error}");
        return ran;
    }
}
