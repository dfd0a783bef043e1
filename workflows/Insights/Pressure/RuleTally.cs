using System.Collections.Immutable;
using Campaigns.Model.Timeline;

namespace Campaigns.Insights.Pressure;

/// <summary>Counts by reason code.</summary>
internal sealed class RuleTally
{
    private readonly Dictionary<string, RulePressure> _rules = new(StringComparer.Ordinal);

    /// <summary>Counts a timeline event that says a message was not sent then.</summary>
    public void Add(HeldMessage held, TimelineEvent timelineEvent)
    {
        var reason = timelineEvent.Reason ?? "unknown";
        var rule = Of(reason);
        if (IsHeldBack(timelineEvent) && held.Reasons.Add(reason))
            rule = rule with { Messages = rule.Messages + 1 };
        _rules[reason] = timelineEvent.Kind switch
        {
            TimelineEventKind.Deferred => rule with { PutOff = rule.PutOff + 1 },
            TimelineEventKind.Bumped => rule with { Bumped = rule.Bumped + 1 },
            TimelineEventKind.Refused => rule with { Refused = rule.Refused + 1 },
            TimelineEventKind.Released => rule with { Withdrawn = rule.Withdrawn + 1 },
            _ => throw new InvalidOperationException($"'{timelineEvent.Kind}' is not a kind that holds a message back"),
        };
    }

    /// <summary>A message that was held back was sent after all.</summary>
    public void SentLater(HeldMessage held)
    {
        foreach (var reason in held.Reasons)
            _rules[reason] = Of(reason) with { SentLater = Of(reason).SentLater + 1 };
    }

    /// <summary>Adds what another has counted.</summary>
    public void Add(RuleTally other)
    {
        foreach (var (reason, rule) in other._rules)
        {
            var known = Of(reason);
            _rules[reason] = known with
            {
                Messages = known.Messages + rule.Messages,
                SentLater = known.SentLater + rule.SentLater,
                PutOff = known.PutOff + rule.PutOff,
                Bumped = known.Bumped + rule.Bumped,
                Refused = known.Refused + rule.Refused,
                Withdrawn = known.Withdrawn + rule.Withdrawn,
            };
        }
    }

    public ImmutableArray<RulePressure> Result() =>
    [
        .. _rules.Values.OrderByDescending(rule => rule.Messages).ThenByDescending(rule => rule.Withdrawn)
        .ThenBy(rule => rule.Reason, StringComparer.Ordinal),
    ];

    /// <summary>
    /// Whether a rule speaks, and not the end of a journey, which withdraws under the name of its outcome, without a colon; nor the message
    /// itself, which is no longer so or is said in another.
    /// </summary>
    private static bool IsHeldBack(TimelineEvent timelineEvent) =>
        (timelineEvent.Kind != TimelineEventKind.Released && timelineEvent.Reason is not (ContactReason.NoLongerSo or ContactReason.Together))
        || timelineEvent.Reason is ContactReason.Gap or ContactReason.QuietHours or ContactReason.Expired or ContactReason.DoNotDisturb
        || timelineEvent.Reason?.Contains(':') == true;

    private RulePressure Of(string reason) => _rules.GetValueOrDefault(reason) ?? new RulePressure(reason);
}
