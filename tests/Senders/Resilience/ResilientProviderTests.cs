using Campaigns.Runtime.Ports;
using Campaigns.Senders.Resilience;
using Campaigns.Senders.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Campaigns.Senders.Tests.Resilience;

public class ResilientProviderTests
{
    private static readonly ProviderResult Accepted = new ProviderResult.Accepted("p1");
    private static readonly ProviderResult Unavailable = new ProviderResult.Unavailable("busy");
    private static readonly ProviderResult Unknown = new ProviderResult.Unknown("lost");
    private static readonly ProviderResult Rejected = new ProviderResult.Rejected("bad-address", true);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Send_UnavailableThenAccepted_RetriesAfterTheBackOff()
    {
        var inner = new ScriptedProvider(false, Unavailable, Unavailable, Accepted);
        var sending = Send(Wrap(inner, new() { Retries = 2 }));
        Assert.Equal(1, inner.Calls);

        Assert.Equal(Accepted, await Finish(sending, within: TimeSpan.FromSeconds(10)));
        Assert.Equal(3, inner.Calls);
    }

    [Fact]
    public async Task Send_ProviderGivesAHint_WaitsExactlyThatLong()
    {
        var inner = new ScriptedProvider(false, new ProviderResult.Unavailable("busy", Duration.FromSeconds(7)), Accepted);
        var sending = Send(Wrap(inner, new() { Retries = 1 }));

        _time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Equal(1, inner.Calls);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(Accepted, await sending);
    }

    [Fact]
    public async Task Send_HintLongerThanTheLongestDelay_IsLeftToTheQueue()
    {
        var busy = new ProviderResult.Unavailable("busy", Duration.FromMinutes(5));
        var inner = new ScriptedProvider(false, busy);

        Assert.Equal(busy, await Send(Wrap(inner, new() { Retries = 3 })));
        Assert.Equal(1, inner.Calls);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    public async Task Send_Unknown_IsTriedAgainOnlyUnderAKeyTheProviderHonours(bool honoursKey, int calls)
    {
        var inner = new ScriptedProvider(honoursKey, Unknown);

        Assert.Equal(Unknown, await Finish(Send(Wrap(inner, new() { Retries = 2 })), TimeSpan.FromMinutes(1)));
        Assert.Equal(calls, inner.Calls);
    }

    [Fact]
    public async Task Send_UnknownThenUnavailable_StaysUnknown()
    {
        var inner = new ScriptedProvider(true, Unknown, Unavailable);

        Assert.Equal(Unknown, await Finish(Send(Wrap(inner, new() { Retries = 2 })), TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Send_UnknownThenBreakerOpens_StaysUnknown()
    {
        var inner = new ScriptedProvider(true, Unknown);

        Assert.Equal(Unknown, await Finish(Send(Wrap(inner, new() { Retries = 5, MinimumAttempts = 2 })), TimeSpan.FromMinutes(1)));
        Assert.Equal(2, inner.Calls);
    }

    [Fact]
    public async Task Send_UnknownThenAccepted_IsAccepted() =>
        Assert.Equal(Accepted, await Finish(Send(Wrap(new ScriptedProvider(true, Unknown, Accepted), new())), TimeSpan.FromMinutes(1)));

    [Fact]
    public async Task Send_Rejected_IsFinal()
    {
        var inner = new ScriptedProvider(true, Rejected);

        Assert.Equal(Rejected, await Send(Wrap(inner, new())));
        Assert.Equal(1, inner.Calls);
    }

    [Fact]
    public async Task Send_AttemptTakesTooLong_IsUnknown()
    {
        var inner = new ScriptedProvider(false, (ProviderResult?)null);
        var sending = Send(Wrap(inner, new() { AttemptTimeout = TimeSpan.FromSeconds(5) }));

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(new ProviderResult.Unknown("timeout"), await sending);
    }

    [Fact]
    public async Task Send_CallerCancels_AnswersInsteadOfThrowing()
    {
        using var cancel = new CancellationTokenSource();
        var during = Wrap(new ScriptedProvider(false, (ProviderResult?)null), new()).SendAsync(Messages.Sms(), cancel.Token).AsTask();
        var between = Wrap(new ScriptedProvider(false, Unavailable), new()).SendAsync(Messages.Sms(), cancel.Token).AsTask();

        await cancel.CancelAsync();

        Assert.Equal(new ProviderResult.Unknown("cancelled"), await during);
        Assert.Equal(Unavailable, await between);
        Assert.Equal(new ProviderResult.Unavailable("cancelled"),
            await Wrap(new ScriptedProvider(false, Accepted), new()).SendAsync(Messages.Sms(), cancel.Token));
    }

    [Fact]
    public async Task Send_ManyFailures_OpenTheBreakerWhichSaysWhenToComeBack()
    {
        var inner = new ScriptedProvider(false, Unavailable, Unavailable, Unavailable, Unavailable, Accepted);
        var provider = Wrap(inner, new() { Retries = 0, MinimumAttempts = 4, BreakFor = TimeSpan.FromSeconds(30) });
        for (var i = 0; i < 4; i++)
            await Send(provider);

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(new ProviderResult.Unavailable("breaker-open", Duration.FromSeconds(20)), await Send(provider));
        Assert.Equal(4, inner.Calls);

        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(Accepted, await Send(provider));
        Assert.Equal(Accepted, await Send(provider));
    }

    [Fact]
    public async Task Send_ProbeFails_OpensTheBreakerAgain()
    {
        var inner = new ScriptedProvider(false, Unavailable);
        var provider = Wrap(inner, new() { Retries = 0, MinimumAttempts = 2, BreakFor = TimeSpan.FromSeconds(30) });
        await Send(provider);
        await Send(provider);
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(Unavailable, await Send(provider));
        Assert.IsType<ProviderResult.Unavailable>(await Send(provider));
        Assert.Equal(3, inner.Calls);
    }

    [Fact]
    public async Task Send_Rejections_NeverOpenTheBreaker()
    {
        var inner = new ScriptedProvider(false, Rejected);
        var provider = Wrap(inner, new() { MinimumAttempts = 2 });
        for (var i = 0; i < 20; i++)
            Assert.Equal(Rejected, await Send(provider));
    }

    [Fact]
    public async Task Send_LimitReached_AnswersWhenTheNextTokenFalls()
    {
        var inner = new ScriptedProvider(false, Accepted);
        var provider = Wrap(inner, new() { MessagesPerMinute = 60, Burst = 2 });

        Assert.Equal(Accepted, await Send(provider));
        Assert.Equal(Accepted, await Send(provider));
        Assert.Equal(new ProviderResult.Unavailable("rate-limited", Duration.FromSeconds(1)), await Send(provider));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Accepted, await Send(provider));
        Assert.Equal(3, inner.Calls);
    }

    [Fact]
    public async Task Send_LimitReachedWhileTheBreakerIsHalfOpen_DoesNotCloseIt()
    {
        var inner = new ScriptedProvider(false, Unavailable);
        var provider = Wrap(inner,
            new() { Retries = 0, MinimumAttempts = 2, BreakFor = TimeSpan.FromSeconds(1), MessagesPerMinute = 1, Burst = 2 });
        await Send(provider);
        await Send(provider);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("rate-limited", Assert.IsType<ProviderResult.Unavailable>(await Send(provider)).Reason);

        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(Unavailable, await Send(provider));
        Assert.Equal("breaker-open", Assert.IsType<ProviderResult.Unavailable>(await Send(provider)).Reason);
    }

    private static Task<ProviderResult> Send(ResilientProvider provider) =>
        provider.SendAsync(Messages.Sms(), TestContext.Current.CancellationToken).AsTask();

    private ResilientProvider Wrap(ScriptedProvider inner, ResilienceOptions options) => new(inner, options, _time, () => 0.5);

    /// <summary>Lets time pass until the send has ended.</summary>
    private async Task<ProviderResult> Finish(Task<ProviderResult> sending, TimeSpan within)
    {
        for (var passed = TimeSpan.Zero; !sending.IsCompleted && passed < within; passed += TimeSpan.FromMilliseconds(100))
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await sending.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }
}
