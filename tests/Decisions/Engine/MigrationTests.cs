using System.Collections.Immutable;
using Campaigns.Decisions.Contacts;
using Campaigns.Decisions.Engine;
using Campaigns.Decisions.Migration;
using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Tests.Support;
using Campaigns.Model;
using CsCheck;
using NodaTime;

namespace Campaigns.Decisions.Tests.Engine;

/// <summary>Moving to another version: where each goes, when it wakes, and that nothing is done twice.</summary>
public sealed class MigrationTests
{
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Asia/Taipei"];
    private static readonly Instant Noon = Instant.FromUtc(2026, 6, 1, 4, 0);

    private static string Send(string id, string channels = "\"sms\"", string more = "") =>
        $$"""{ "id": "{{id}}", "send": { "channels": [{{channels}}], "template": "renewal/nudge"{{more}} } }""";

    private static string Wait(string id, string time = "P5D") => $$"""{ "id": "{{id}}", "wait": "{{time}}" }""";

    private static JourneyDefinition Version(int number, string steps) =>
        JourneyTexts.Read(JourneyTexts.Journey($"[{steps}]")).Definition! with { Version = number };

    private static MigrationPlan Plan(string old, string target, MigrationRules? rules = null) =>
        MigrationPlan.Of(Version(1, old), Version(2, target), rules ?? new());

    private static MigrationRules Mapped(params (string Old, string New)[] pairs) =>
        new() { Map = pairs.ToImmutableSortedDictionary(pair => pair.Old, pair => pair.New, StringComparer.Ordinal) };

    private static EnrollmentState At(string step, StepPhase phase = StepPhase.Waiting, Duration? until = null) =>
        new() { At = new(step), Phase = phase, Until = until is { } left ? Noon + left : null };

    private static MigrationResult Move(MigrationPlan plan, EnrollmentState state, params string[] unsent) =>
        EnrollmentMigration.Move(plan, state, [.. unsent.Select(step => new StepId(step))], Noon.InZone(Zone));

    [Theory]
    [InlineData("a", """{ "id": "a", "wait": "P5D" }""", MoveProblem.None)]
    [InlineData("a", """{ "id": "b", "wait": "P5D" }""", MoveProblem.Removed)]
    [InlineData("a", """{ "id": "a", "wait": "P6D" }""", MoveProblem.ChangedWait)]
    [InlineData("a", """{ "id": "a", "wait": { "until": "policy.expires_on" } }""", MoveProblem.OtherKind)]
    [InlineData("a", """{ "id": "a", "waitFor": { "events": [ { "on": "app.opened" } ], "timeout": "P5D" } }""", MoveProblem.OtherKind)]
    public void Plan_SaysWhereTheStepGoes_OrWhyNot(string step, string target, MoveProblem problem)
    {
        var move = Plan(Wait("a"), target).Of(new(step))!;

        Assert.Equal((problem, problem != MoveProblem.None), (move.Problem, move.Says is not null));
    }

    [Fact]
    public void Plan_NamesOnlyStepsAtWhichSomebodyMayStand_InTheirOrder()
    {
        var plan = Plan($$"""
            {{Send("a")}}, { "id": "b", "branch": [ { "when": "customer.value_tier == 'high'", "then": [ {{Wait("c")}} ] } ] },
            { "id": "u", "update": { "set": { "customer.city": "'x'" } } }, {{Wait("d")}}
            """, Wait("d"));

        Assert.Equal(["a", "c", "d"], plan.Moves.Select(move => move.From.Value));
    }

    [Fact]
    public void Map_OfStepsThatDoNotExist_IsAFault_WithTheNearest() => Assert.Equal(
        ["version 1 has no step \"waitt\"; did you mean \"wait\"?", "version 2 has no step \"waitx\"; did you mean \"wait\"?"],
        Plan(Wait("wait"), Wait("wait"), Mapped(("waitt", "wait"), ("wait", "waitx"))).Faults);

    [Theory]
    [InlineData("P5D", "P9D", ChangedWaits.Keep, 48)]
    [InlineData("P5D", "P9D", ChangedWaits.Follow, 48 + 96)]
    [InlineData("P5D", "P1D", ChangedWaits.Follow, 48 - 96)] // it has run out by then: it goes on at once
    [InlineData("PT10H", "PT11H", ChangedWaits.Follow, 49)]
    public void ChangedWait_WakesAsTheOldOrTheNewSays(string old, string target, ChangedWaits rule, int hours)
    {
        var moved = Move(Plan(Wait("w", old), Wait("w", target), new MigrationRules { Waits = rule }), At("w", until: Duration.FromHours(48)));

        Assert.Equal(Noon + Duration.FromHours(hours), moved.State!.Until);
    }

    [Theory]
    [InlineData("P5D", "P9D", 48, 48 + 96)]
    [InlineData("P5D", null, 48, null)]
    [InlineData(null, "P1D", null, 24)] // nobody knows when it began
    public void ChangedTimeout_Follows(string? old, string? target, int? until, int? moved)
    {
        static string WaitFor(string? timeout) => $$"""
            { "id": "w", "waitFor": { "events": [ { "on": "app.opened" } ]{{(timeout is null ? "" : $", \"timeout\": \"{timeout}\"")}} } }
            """;
        var state = At("w", until: until is { } left ? Duration.FromHours(left) : null);

        var result = Move(Plan(WaitFor(old), WaitFor(target), new MigrationRules { Waits = ChangedWaits.Follow }), state);

        Assert.Equal(moved is { } hours ? Noon + Duration.FromHours(hours) : null, result.State!.Until);
    }

    [Fact]
    public void ChangedDate_IsAskedForAnew()
    {
        static string Until(string offset) => $$"""{ "id": "w", "wait": { "until": "policy.expires_on", "offset": "{{offset}}" } }""";
        var plan = Plan(Until("-P5D"), Until("-P9D"), new MigrationRules { Waits = ChangedWaits.Follow });
        var moved = Move(plan, At("w", until: Duration.FromHours(48))).State!;
        Assert.Equal((StepPhase.Deciding, Noon), (moved.Phase, moved.Until));

        var asked = JourneyEngine.Advance(plan.To, "somebody", moved, new Signal.Migrated(), Noon.InZone(Zone));
        Assert.Equal("policy.expires_on", Assert.Single(Assert.IsType<Effect.Decide>(asked.Question).Expressions).Source);
    }

    [Fact]
    public void EventThatCameEarly_CountsForThePatternThatAsksTheSame()
    {
        static string WaitFor(params string[] events) => $$"""
            {{Wait("a")}}, { "id": "w", "waitFor": { "events": [ {{string.Join(", ", events)}} ], "timeout": "P5D" } }
            """;
        const string Opened = """{ "on": "app.opened" }""";
        const string Bought = """{ "on": "policy.issued", "where": "event.premium > 10" }""";
        const string Dear = """{ "on": "policy.issued", "where": "event.premium > 99" }""";
        var state = At("a", until: Duration.FromHours(1)) with
        {
            Buffered = [new(new("w"), 1, "policy.issued", Noon, Model.Customers.AttributeBag.Empty)],
        };

        Assert.Equal(0, Assert.Single(Move(Plan(WaitFor(Opened, Bought), WaitFor(Bought, Opened)), state).State!.Buffered).Pattern);
        Assert.Empty(Move(Plan(WaitFor(Opened, Bought), WaitFor(Opened, Dear)), state).State!.Buffered);
    }

    [Theory]
    [InlineData("\"push\", \"sms\"", 1, 0b10)]
    [InlineData("\"sms\", \"push\", \"email\"", 0, 0b1)]
    [InlineData("\"push\"", null, 0)] // its report will come by a channel that is not there
    public void MessageOnItsWay_KeepsItsChannel(string channels, int? channel, int tried)
    {
        var state = At("s", StepPhase.AwaitingReport, Duration.FromHours(5)) with
        {
            Contact = new PendingContact(0, Noon + Duration.FromDays(1), 2, new("m")) { Tried = 0b1 },
        };

        var moved = Move(Plan(Send("s", "\"sms\", \"push\""), Send("s", channels)), state);

        Assert.Equal(channel is null ? MigrationRefusal.Unsent : MigrationRefusal.None, moved.Refusal);
        Assert.Equal(channel, moved.State?.Contact!.Channel);
        if (channel is not null)
            Assert.Equal(tried, moved.State!.Contact!.Tried);
    }

    [Fact]
    public void MessageThatTheNewVersionDoesNotSend_IsWaitedFor()
    {
        var plan = Plan($"{Send("s")}, {Wait("w")}", Wait("w"));

        Assert.Equal(MigrationRefusal.Unsent, Move(plan, At("w", until: Duration.FromHours(1)), "s").Refusal);
        Assert.Equal(MigrationRefusal.None, Move(plan, At("w", until: Duration.FromHours(1))).Refusal);
    }

    [Fact]
    public void ChangedSplit_HoldsWhoHasPassedIt_UnlessTheyStayInTheirArm()
    {
        static string Split(int share) => $$"""
            { "id": "x", "split": [ { "id": "a", "percent": {{share}}, "steps": [ {{Wait("w")}} ] }, { "id": "b", "percent": {{100 - share}}, "steps": [] } ] }
            """;
        var passed = At("w", until: Duration.FromHours(1)) with { Results = [new(new("x"), Noon) { Arm = "a" }] };
        var plan = Plan(Split(50), Split(60));
        Assert.Equal(["x"], plan.ChangedSplits.Select(split => split.Value));

        Assert.Equal(MigrationRefusal.ChangedSplit, Move(plan, passed).Refusal);
        Assert.Equal(MigrationRefusal.None, Move(Plan(Split(50), Split(60), new MigrationRules { KeepArms = true }), passed).Refusal);
        Assert.Equal(MigrationRefusal.None, Move(Plan(Split(50), Split(50)), passed).Refusal);
    }

    [Fact]
    public void Countdown_MilestonesThatArePassed_StayPassed_WhateverIsAdded()
    {
        static string Countdown(params int[] days) => $$"""
            { "id": "c", "countdown": { "to": "policy.expires_on", "at": "10:00", "rungs": [
              {{string.Join(", ", days.Select(day => $$"""{ "before": "P{{day}}D", "steps": [ {{Send($"d{day}")}} ] }"""))}} ] } }
            """;
        var state = At("c", until: Duration.FromHours(20)) with { Milestone = 2 }; // 90 and 45 are passed

        Assert.Equal(2, Move(Plan(Countdown(90, 45, 30), Countdown(90, 45, 20)), state).State!.Milestone);
        Assert.Equal(3, Move(Plan(Countdown(90, 45, 30), Countdown(120, 90, 45, 40, 30)), state).State!.Milestone);
        Assert.Equal(0, Move(Plan(Countdown(90, 45, 30), Countdown(30, 15)), state).State!.Milestone);
        Assert.Equal(Noon, Move(Plan(Countdown(90, 45, 30), Countdown(30, 15)), state).State!.Until); // its date is asked for at once
    }

    [Fact]
    public void TwoStepsThatBecameOne_WhatWasSentIsNotSentAgain()
    {
        var plan = Plan($"{Send("a")}, {Send("b")}, {Wait("w")}", $"{Wait("w")}, {Send("ab")}", Mapped(("a", "ab"), ("b", "ab")));
        var state = At("w", until: Duration.FromHours(-1)) with
        {
            Results = [new(new("a"), Noon) { Status = "sent" }, new(new("b"), Noon) { Status = "refused" }],
        };
        var moved = Move(plan, state).State!;
        Assert.Equal("sent", Assert.Single(moved.Results).Status);

        var next = JourneyEngine.Advance(plan.To, "somebody", moved, new Signal.Migrated(), Noon.InZone(Zone));
        Assert.Equal("completed", next.State.Outcome); // past the send that says what was said
    }

    private static readonly string[] Ids = ["a", "b", "c", "d", "e", "f"];

    /// <summary>A journey of steps in some order: what a marketer may make of another by moving, adding and removing.</summary>
    private static readonly Gen<string> Journeys = Gen.Select(Gen.Shuffle(Ids), Gen.Int[0, 8].Array[Ids.Length], Gen.Int[1, Ids.Length]).Select(
        (ids, kinds, length) => string.Join(", ", ids.Take(length).Select((id, i) => kinds[i] switch
        {
            0 or 1 or 2 => Send(id),
            3 => Send(id, "\"push\", \"sms\"", ", \"await\": \"delivered\", \"fallback\": true"),
            4 => Wait(id),
            5 => Wait(id, "P2D"),
            6 => $$"""{ "id": "{{id}}", "waitFor": { "events": [ { "on": "app.opened", "then": [ {{Send($"{id}o")}} ] } ], "timeout": "P3D", "onTimeout": [ {{Send($"{id}t")}} ] } }""",
            7 => $$"""{ "id": "{{id}}", "countdown": { "to": "policy.expires_on", "at": "10:00", "rungs": [ { "before": "P20D", "steps": [ {{Send($"{id}x")}} ] }, { "before": "P10D", "steps": [ {{Send($"{id}y")}} ] } ] } }""",
            _ => $$"""{ "id": "{{id}}", "branch": [ { "when": "customer.value_tier == 'high'", "then": [ {{Send($"{id}h")}}, {{Wait($"{id}w")}} ] } ] }""",
        })));

    [Fact]
    public void AnyTwoVersions_NothingIsSentTwice_WhoIsMovedStandsAtAStepThatExists_AndWakes() =>
        Gen.Select(Journeys, Journeys, Gen.Int[1, 30], Gen.Int[0, 2], Gen.ULong).Sample((old, target, hours, waits, luck) =>
        {
            var plan = Plan(old, target, new MigrationRules { Waits = (ChangedWaits)waits });
            var walk = new Walk(luck);
            walk.Handle(plan.From, new Signal.Started());
            for (var i = 0; i < 40 && walk.State.Outcome is null && i < (int)(luck % 7); i++)
                walk.Next(plan.From, hours);
            if (walk.State.Outcome is not null)
                return;

            var before = walk.State;
            var moved = EnrollmentMigration.Move(plan, before, walk.Unsent, walk.Now.InZone(Zone));
            if (moved.State is null)
            {
                // Only for what the plan says, or a message on its way.
                Assert.True(plan.Of(before.At!.Value)!.Problem != MoveProblem.None || moved.Refusal == MigrationRefusal.Unsent);
                return;
            }

            Assert.Equal(MoveProblem.None, plan.Of(before.At!.Value)!.Problem);
            walk.Set(moved.State);
            walk.Handle(plan.To, new Signal.Migrated { Unsent = walk.Unsent });
            if (walk.State.Outcome is null)
            {
                var at = plan.To.Map.Find(walk.State.At!.Value);
                Assert.NotNull(at);
                Assert.True(walk.State.Until is not null || at.Step is WaitForStep { Timeout: null });
            }

            for (var i = 0; i < 200 && walk.State.Outcome is null; i++)
                walk.Next(plan.To, hours);
            Assert.NotNull(walk.State.Outcome);
        }, iter: 4_000);

    /// <summary>An enrollment whose world says yes and no by luck; what it sends it sends once.</summary>
    private sealed class Walk(ulong luck)
    {
        private readonly HashSet<string> _sent = [];
        private ulong _luck = luck;
        private Instant? _wake;
        private (StepId Step, MessageId Message)? _reserved;

        public EnrollmentState State { get; private set; } = EnrollmentState.Initial;

        public Instant Now { get; private set; } = Noon;

        public ImmutableArray<StepId> Unsent => _reserved is { } message ? [message.Step] : [];

        public void Set(EnrollmentState state) => (State, _wake) = (state, state.Until);

        public void Next(JourneyDefinition version, int hours)
        {
            Now = _wake is { } wake ? Instant.Max(Now, wake) : Now + Duration.FromHours(hours);
            var matches = version.Map.Awaited.TryGetValue("app.opened", out var awaited) ? awaited.Select(a => (a.Step.Id, a.Pattern)).ToImmutableArray() : [];
            if (_wake is null || Luck(5) == 0)
                Handle(version, new Signal.EventReceived("app.opened", Now, Model.Customers.AttributeBag.Empty, matches, null) { Unsent = Unsent });
            else
                Handle(version, new Signal.Woken { Unsent = Unsent });
        }

        public void Handle(JourneyDefinition version, Signal signal)
        {
            Signal? next = signal;
            while (next is not null)
            {
                var advance = JourneyEngine.Advance(version, "somebody", State, next, Now.InZone(Zone));
                (State, _wake) = (advance.State, advance.WakeAt);
                foreach (var effect in advance.Effects)
                {
                    if (effect is Effect.Dispatch dispatch)
                    {
                        Assert.True(_sent.Add(_reserved!.Value.Step.Value), $"{_reserved.Value.Step} was sent twice");
                        Assert.Equal(_reserved.Value.Message, dispatch.Message);
                        _reserved = null;
                    }
                    else if (effect is Effect.Withdraw)
                    {
                        _reserved = null;
                    }
                }

                next = advance.Question switch
                {
                    null => null,
                    Effect.Decide decide => new Signal.Decided([.. decide.Expressions.Select(ValueOf)]),
                    Effect.Contact contact => new Signal.Contacted(AnswerOf(contact)),
                    _ => throw new InvalidOperationException("an unknown question"),
                };
            }
        }

        private object? ValueOf(Expression expression) =>
            expression.Source == "policy.expires_on" ? (Noon.InZone(Zone).Date + Period.FromDays(25)).ToString("uuuu-MM-dd", null) : Luck(2) == 0;

        private ContactResult AnswerOf(Effect.Contact contact)
        {
            switch (Luck(5))
            {
                case 0 when Now + Duration.FromHours(9) <= contact.Deadline:
                    return new ContactResult.Deferred(Now + Duration.FromHours(9), new BlockingReason("gap"));
                case 1:
                    return new ContactResult.Refused(new BlockingReason("cap"), Blocked: true);
                default:
                    var message = new MessageId($"{contact.Step.Id}/{contact.Attempt}");
                    _reserved = (contact.Step.Id, message);
                    return new ContactResult.Reserved(message, contact.Channels[0], Now + Duration.FromHours(Luck(3)));
            }
        }

        private int Luck(int of)
        {
            _luck = (_luck * 6364136223846793005UL) + 1442695040888963407UL;
            return (int)((_luck >> 33) % (ulong)of);
        }
    }
}
