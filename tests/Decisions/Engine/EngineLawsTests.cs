using System.Collections.Immutable;
using Campaigns.Decisions.Contacts;
using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Definitions.Tests.Support;
using Campaigns.Model;
using Campaigns.Model.Customers;
using CsCheck;
using NodaTime;

namespace Campaigns.Decisions.Tests.Engine;

/// <summary>Whatever the shipped journeys are told, in whatever order, these hold.</summary>
public sealed class EngineLawsTests
{
    private static readonly JourneyDefinition[] Journeys =
        [.. ShippedDocuments.Journeys.Select(name => JourneyReader.Read(ShippedDocuments.Document(name)).Definition!)];

    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["America/New_York"];

    /// <summary>What happens next, and how the world then answers.</summary>
    private static readonly Gen<(int Kind, int Hours, ulong Luck)[]> Stories = Gen.Select(Gen.Int[0, 8], Gen.Int[0, 24 * 40], Gen.ULong)
        .Array[1, 40];

    [Fact]
    public void AnySignals_NeverThrow_NeverAskTwiceForOneMessage_AndEndOnlyOnce() =>
        Gen.Select(Gen.OneOf(Journeys), Stories).Sample((journey, story) => Lawful(journey, story), iter: 1_000);

    private static bool Lawful(JourneyDefinition journey, (int Kind, int Hours, ulong Luck)[] story)
    {
        var state = EnrollmentState.Initial;
        var now = Instant.FromUtc(2026, 1, 1, 0, 0);
        var placed = new HashSet<(StepId, int)>();
        var finished = 0;
        Instant? wake = null;
        foreach (var (kind, hours, luck) in story.Prepend((0, 0, 1UL)))
        {
            now = kind == 1 && wake is { } due && due > now ? due : now + Duration.FromHours(hours);
            Signal? next = SignalOf(kind, journey, state, now, luck);
            for (var rounds = 0; next is not null; rounds++)
            {
                Assert.True(rounds < 200, "the walk does not come to rest");
                var advance = JourneyEngine.Advance(journey, "somebody", state, next, now.InZone(Zone));
                AssertSame(advance, JourneyEngine.Advance(journey, "somebody", state, next, now.InZone(Zone)));
                Assert.True(state.Outcome is null
                    || (ReferenceEquals(advance.State, state) && advance.Effects.IsEmpty && advance.Question is null
                        && advance.WakeAt is null));
                finished += advance.Effects.Count(effect => effect is Effect.Finish);
                (state, wake) = (advance.State, advance.WakeAt);
                next = advance.Question switch
                {
                    null => null,
                    Effect.Decide decide => new Signal.Decided([.. decide.Expressions.Select((e, i) => ValueOf(e, now, luck + (ulong)i))]),
                    Effect.Contact contact => new Signal.Contacted(AnswerOf(contact, now, luck, placed)),
                    _ => throw new InvalidOperationException("an unknown question"),
                };
            }
        }

        return finished == (state.Outcome is null ? 0 : 1);
    }

    private static Signal SignalOf(int kind, JourneyDefinition journey, EnrollmentState state, Instant now, ulong luck)
    {
        if (state.At is null && state.Outcome is null)
            return new Signal.Started();
        var type = journey.Map.Awaited.Keys.Order(StringComparer.Ordinal).ElementAt((int)(luck % (ulong)journey.Map.Awaited.Count));
        var matches = journey.Map.Awaited[type].Select(a => (a.Step.Id, a.Pattern)).ToImmutableArray();
        return kind switch
        {
            0 or 1 or 2 => new Signal.Woken { AfterPause = luck % 2 == 0 },
            3 => new Signal.Refreshed(),
            4 or 5 => new Signal.EventReceived(type, now, AttributeBag.Empty, matches, null) { Message = state.Contact?.Message },
            6 => new Signal.EventReceived("message.failed", now, AttributeBag.Empty, [], null) { Message = state.Contact?.Message },
            7 => new Signal.EventReceived("app.opened", now, AttributeBag.Empty, [], null),
            _ => luck % 8 == 0 ? new Signal.EventReceived("exit", now, AttributeBag.Empty, [], "left") : new Signal.Woken(),
        };
    }

    private static object? ValueOf(Expression expression, Instant now, ulong luck) => expression.Source switch
    {
        "policy.expires_on" when luck % 10 == 0 => null,
        "policy.expires_on" => (now.InUtc().Date + Period.FromDays((int)(luck % 150) - 20)).ToString("uuuu-MM-dd", null),
        _ => luck % 2 == 0,
    };

    private static ContactResult AnswerOf(Effect.Contact contact, Instant now, ulong luck, HashSet<(StepId, int)> placed)
    {
        if (luck % 3 == 0 && now + Duration.FromHours(9) <= contact.Deadline)
            return new ContactResult.Deferred(now + Duration.FromHours(9), new BlockingReason("gap"));
        Assert.True(placed.Add((contact.Step.Id, contact.Attempt)),
            $"{contact.Step.Id}/{contact.Attempt} was asked for after it had been answered");
        return luck % 3 == 1
            ? new ContactResult.Refused(new BlockingReason("cap"), Blocked: true)
            : new ContactResult.Reserved(new($"{contact.Step.Id}/{contact.Attempt}"), contact.Channels[0],
                now + Duration.FromHours((int)(luck % 5)));
    }

    private static void AssertSame(AdvanceResult one, AdvanceResult other)
    {
        Assert.Equal(one.WakeAt, other.WakeAt);
        Assert.Equal(one.Effects.Select(Shape), other.Effects.Select(Shape));
        Assert.Equal(one.Question?.GetType(), other.Question?.GetType());
        Assert.Equal((one.State.At, one.State.Phase, one.State.Until, one.State.Milestone, one.State.Contact, one.State.Outcome),
            (other.State.At, other.State.Phase, other.State.Until, other.State.Milestone, other.State.Contact, other.State.Outcome));
        Assert.Equal(one.State.Results.AsEnumerable(), other.State.Results.AsEnumerable());
        Assert.Equal(one.State.Buffered.AsEnumerable(), other.State.Buffered.AsEnumerable());
    }

    private static string Shape(Effect effect) =>
        effect is Effect.Plan plan ? string.Join(';', plan.Contacts.Select(c => $"{c.Step.Id}@{c.At}")) : effect.ToString();
}
