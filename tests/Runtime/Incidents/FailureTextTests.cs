using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Tests.Incidents;

/// <summary>What a log says of a failure.</summary>
public sealed class FailureTextTests
{
    [Fact]
    public void Of_AnUnforeseenFailure_HasTypesAndPlaces_AndNoWords()
    {
        var text = FailureText.Of(Caught(() => Stumble("Ann Lee, 17 Camphor Lane")));

        Assert.DoesNotContain("Ann", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text);
        Assert.StartsWith($"System.InvalidOperationException at {typeof(FailureTextTests).FullName}.{nameof(Stumble)}", text,
            StringComparison.Ordinal);
        Assert.Contains(", because of System.FormatException at System.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_WhatIsExpected_HasOurOwnWords_OnOneLine()
    {
        Assert.Equal("the disk is full; make room", FailureText.Of(new StoreUnavailableException("the disk is full;\nmake room")));
        Assert.Equal("http-500", FailureText.Of(new IncidentException("http-500")));
    }

    [Fact]
    public void Of_AFailureThatWasNeverThrown_HasItsType() =>
        Assert.Equal("System.TimeoutException", FailureText.Of(new TimeoutException("Ann")));

    private static void Stumble(string value)
    {
        try
        {
            _ = Guid.Parse(value);
        }
        catch (FormatException e)
        {
            throw new InvalidOperationException($"cannot use {value}", e);
        }
    }

    private static Exception Caught(Action action) => Assert.ThrowsAny<Exception>(action);
}
