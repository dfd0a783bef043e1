using System.Collections.Immutable;
using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Definitions.Scenarios;

/// <summary>
/// A story that a marketer tells about one customer, and what must come of it: which messages with which words, which outcome, which silences
/// for which reasons. Times are those of the customer's clock.
/// </summary>
/// <param name="Name">What it is about, in a sentence.</param>
/// <param name="From">When it begins; what is known of the customer is known from then on.</param>
/// <param name="Until">When it ends.</param>
public sealed record Scenario(string Name, LocalDateTime From, LocalDateTime Until)
{
    /// <summary>The journeys that are published; empty: all of the workspace.</summary>
    public ImmutableArray<JourneyId> Journeys { get; init; } = [];

    /// <summary>The customer's attributes.</summary>
    public AttributeBag Customer { get; init; } = AttributeBag.Empty;

    /// <summary>The channels by which the customer agreed to advertising.</summary>
    public ImmutableArray<Channel> Consents { get; init; } = [];

    /// <summary>The policies, each with its <c>id</c>.</summary>
    public ImmutableArray<AttributeBag> Policies { get; init; } = [];

    /// <summary>What happens, in the order written.</summary>
    public ImmutableArray<ScenarioEvent> Events { get; init; } = [];

    /// <summary>What must come of it.</summary>
    public ScenarioExpectation Expect { get; init; } = new();
}

/// <summary>Something that happens in a scenario.</summary>
/// <param name="Type">For example <c>policy.renewed</c>.</param>
/// <param name="Data">What it carries.</param>
public sealed record ScenarioEvent(string Type, AttributeBag Data)
{
    /// <summary>When it happens; null: after a message.</summary>
    public LocalDateTime? At { get; init; }

    /// <summary>The step whose message it follows, and which it is about; null: it happens at a time of its own.</summary>
    public StepId? Step { get; init; }

    /// <summary>How long after that message.</summary>
    public Period After { get; init; } = Period.Zero;
}

/// <summary>What must come of a scenario. What it says nothing about is not looked at.</summary>
public sealed record ScenarioExpectation
{
    /// <summary>All messages in their order; null: they are not looked at.</summary>
    public ImmutableArray<ExpectedMessage>? Messages { get; init; }

    /// <summary>Messages that were not sent, each with its reason.</summary>
    public ImmutableArray<ExpectedSilence> Silences { get; init; } = [];

    /// <summary>How enrollments ended, by journey; null: it still runs, or nobody entered.</summary>
    public ImmutableArray<ExpectedOutcome> Outcomes { get; init; } = [];
}

/// <summary>A message that must be sent.</summary>
/// <param name="Step">The step.</param>
public sealed record ExpectedMessage(StepId Step)
{
    /// <summary>By which channel; null: by any.</summary>
    public Channel? Channel { get; init; }

    /// <summary>When it is sent, to the minute; null: whenever.</summary>
    public LocalDateTime? At { get; init; }

    /// <summary>The journey; null: whichever has the step.</summary>
    public JourneyId? Journey { get; init; }

    /// <summary>The language of its text; null: any.</summary>
    public string? Locale { get; init; }

    /// <summary>Words that its subject, title or text must have.</summary>
    public ImmutableArray<string> Says { get; init; } = [];

    /// <summary>Words that none of them may have.</summary>
    public ImmutableArray<string> NeverSays { get; init; } = [];
}

/// <summary>A message that must not be sent.</summary>
/// <param name="Step">The step.</param>
/// <param name="Reason">The reason's code, such as <c>no-consent:sms:marketing</c>; its beginning up to a colon is enough. Null: any.</param>
public sealed record ExpectedSilence(StepId Step, string? Reason);

/// <summary>How a journey must have ended.</summary>
/// <param name="Journey">The journey.</param>
/// <param name="Outcome">The outcome; <c>running</c>: it goes on; <c>none</c>: nobody entered.</param>
public sealed record ExpectedOutcome(JourneyId Journey, string Outcome)
{
    /// <summary>The outcome of a journey that goes on when the scenario ends.</summary>
    public const string Running = "running";

    /// <summary>The outcome of a journey that the customer did not enter.</summary>
    public const string None = "none";
}
