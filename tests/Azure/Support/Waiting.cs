namespace Campaigns.Azure.Tests.Support;

/// <summary>Waits for what Durable does by the real clock.</summary>
internal static class Waiting
{
    /// <summary>Long, since a busy machine takes its time; what is waited for has come as soon as it is there.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Looks until it is so.</summary>
    /// <param name="done">Whether it is.</param>
    /// <param name="what">What was waited for, in case it does not come.</param>
    public static async Task UntilAsync(Func<Task<bool>> done, Func<string> what)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var until = DateTime.UtcNow + Patience;
        while (!await done())
        {
            Assert.True(DateTime.UtcNow < until, "waited in vain for " + what());
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
