using Campaigns.Azure.Tests.Support;
using Campaigns.Azurite;

namespace Campaigns.Azure.Tests;

/// <summary>
/// A clock that an earlier version began goes on: it fires when it is due, however often that fails.
/// </summary>
[Collection(TaskHubCollection.Name)]
public sealed class EnrollmentClockTests(TaskHub hub)
{
    [Fact]
    public async Task Timer_Due_AdvancesTheEnrollment_AndWaitsForTheNext()
    {
        var next = DateTime.UtcNow.AddSeconds(2);
        var rounds = Clock("alarm", number => number == 1 ? next : null);

        await hub.StartClockAsync("alarm", DateTime.UtcNow);
        await rounds.AfterAsync(next); // storage may bring a timer up to a second early: then the clock rings again in time
    }

    [Fact]
    public async Task Advance_Fails_IsTriedAgain()
    {
        var rounds = Clock("fails", number => number == 1 ? throw new IOException("the store is away") : null);
        await hub.StartClockAsync("fails", DateTime.UtcNow);
        await rounds.AreAsync(2);
    }

    /// <summary>The clock of an enrollment whose activity answers when to fire next.</summary>
    private Rings Clock(string enrollment, Func<int, DateTime?>? next = null)
    {
        var rounds = new Rings();
        On(enrollment, () =>
        {
            var number = rounds.Add();
            return Task.FromResult(next?.Invoke(number));
        });
        return rounds;
    }

    private void On(string enrollment, Func<Task<DateTime?>> advance)
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        hub.OnRing(enrollment, advance);
    }
}
