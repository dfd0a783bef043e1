using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Customers.Preferences;
using Campaigns.Model.Events;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Sessions;
using NodaTime;

namespace Campaigns.Runtime.Preferences;

/// <summary>
/// What a customer wants and does not want: consent, do-not-disturb, preferences, addresses. The profile holds what is in
/// force; the timeline keeps every answer with its evidence.
/// </summary>
internal static class PreferenceEventHandler
{
    /// <summary>Applies an event to the profile, if it is about preferences.</summary>
    public static void Apply(CustomerSession session, CustomerEvent @event)
    {
        if (!IsUnderstood(session, @event))
            return;
        switch (@event.Type)
        {
            case EventTypes.CustomerConsented or EventTypes.CustomerRefused: ApplyConsent(session, @event); break;
            case EventTypes.CustomerDoNotDisturb: ApplyDoNotDisturb(session, @event); break;
            case PreferenceChange.EventType: ApplyPreferences(session, @event); break;
            case EventTypes.CustomerSuppressed: ApplySuppression(session, @event); break;
            case EventTypes.CustomerUnsuppressed:
                AddressSuppression.Lift(session, Channels(@event), @event.Data.Text("address"), @event.Time, How(@event)); break;
            default: break;
        }
    }

    /// <summary>What the event is known by, as evidence.</summary>
    public static string? Evidence(CustomerEvent @event) => @event.Id.Length > 0 ? $"{@event.Source}#{@event.Id}" : null;

    /// <summary>Takes back refusals that were made by reply, or told to the carrier: what was agreed to before is in force again.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool LiftRefusals(CustomerSession session, CustomerEvent @event, IReadOnlyList<Channel> channels, string how)
    {
        var lifted = false;
        foreach (var channel in channels)
        {
            if (session.Record.Profile.ConsentOf(channel, RightsEvent.Marketing) is not { Granted: false, IsByReply: true } refusal)
                continue;
            var consent = new Consent(channel, RightsEvent.Marketing, Granted: true, @event.Time, how) { Source = Evidence(@event) };
            if (refusal.Outranks(consent))
                continue;
            session.Record.Set(refusal.Withdrew
                ? session.Record.Profile.With(consent)
                : session.Record.Profile.WithoutConsent(channel, RightsEvent.Marketing));
            session.Record.Add(new TimelineEvent(session.Instant, TimelineEventKind.Consent)
            {
                Channel = channel,
                Reason = refusal.Withdrew ? "granted" : "lifted",
                Detail = AttributeBag.Of(
                [
                    new("purpose", RightsEvent.Marketing), new("at", @event.Time.ToString()), new("how", how),
                    new("source", Evidence(@event)),
                ]),
            });
            lifted = true;
        }

        return lifted;
    }

    /// <summary>Notes a refusal that somebody else tells of: a provider, a carrier.</summary>
    public static void Refuse(CustomerSession session, IReadOnlyList<Channel> channels, Instant at, string how, string? source)
    {
        foreach (var channel in channels)
        {
            var known = session.Record.Profile.ConsentOf(channel, RightsEvent.Marketing);
            var consent = Refusal(new Consent(channel, RightsEvent.Marketing, Granted: false, at, how) { Source = source }, known);
            session.Record.Set(session.Record.Profile.With(consent));
            session.Record.Add(new TimelineEvent(session.Instant, TimelineEventKind.Consent)
            {
                Channel = channel,
                Reason = "refused",
                Detail = AttributeBag.Of(
                    [new("purpose", RightsEvent.Marketing), new("at", at.ToString()), new("how", how), new("source", source),
                        new("superseded", known?.Outranks(consent) == true ? true : null)]),
            });
        }
    }

    /// <summary>A refusal that remembers, where a reply may take it back, whether there was a consent before.</summary>
    private static Consent Refusal(Consent consent, Consent? known) => consent with
    {
        Withdrew = consent is { Granted: false, IsByReply: true } && known is { Granted: true } or { Withdrew: true },
    };

    /// <summary>Events that come by HTTP or queue have been checked; those of a history or an older queue have not.</summary>
    private static bool IsUnderstood(CustomerSession session, CustomerEvent @event)
    {
        if (!RightsEvent.Is(@event.Type))
            return true;
        var values = @event.Data.Values.Select(value => KeyValuePair.Create(value.Key, (object?)value.Value))
            .Concat(Removed(@event).Select(name => KeyValuePair.Create(name, (object?)null)));
        var declared = session.Library.Catalog.Events.GetValueOrDefault(@event.Type)?.Attributes.Keys ?? [];
        var faults = RightsEvent.Check(@event.Type, values, declared);
        foreach (var fault in faults)
            session.Record.Add(new TimelineEvent(session.Instant, TimelineEventKind.Warning)
            {
                Reason = $"{@event.Type}: {fault.Name}: {fault.Says}",
            });
        return faults.Count == 0;
    }

    private static void ApplyConsent(CustomerSession session, CustomerEvent @event)
    {
        var (granted, purpose) = (@event.Type == EventTypes.CustomerConsented, @event.Data.Text("purpose") ?? RightsEvent.Marketing);
        var (superseded, objects) = (true, false);
        var channels = Channels(@event);
        foreach (var channel in channels)
        {
            if (session.Record.Profile.ConsentOf(channel, purpose) is null
                && session.Record.Profile.Consents.Count(known => known.Channel == channel) >= Limits.ConsentPurposes)
            {
                if (!granted)
                    continue; // without an answer there is no consent, so nothing is lost
                throw new LimitExceededException(
                    "too-many-purposes", $"a customer can answer for at most {Limits.ConsentPurposes} purposes on a channel");
            }

            var consent = new Consent(channel, purpose, granted, @event.Time, How(@event),
                @event.Data.Text("text_version"))
            { Source = Evidence(@event) };
            var known = session.Record.Profile.ConsentOf(channel, purpose);
            consent = Refusal(consent, known);
            session.Record.Set(session.Record.Profile.With(consent));
            var outranked = known?.Outranks(consent) == true;
            objects |= !granted && known is not { Granted: false } && !outranked; // once, however often they say it
            superseded &= outranked;
        }

        // Who objects in answer to a message objects to its journey: an opt-out of it.
        var message = objects && @event.Message is { } answered ? session.Record.Ledger.Find(answered) : null;
        session.Record.Add(new TimelineEvent(session.Instant, TimelineEventKind.Consent)
        {
            Journey = message?.Enrollment.Journey,
            Version = message is null ? null : session.VersionOf(message.Enrollment),
            Enrollment = message?.Enrollment,
            Step = message?.Step,
            Message = message?.Message,
            Channel = channels.Count == 1 ? channels[0] : null,
            Reason = granted ? "granted" : "refused",
            Detail = AttributeBag.Of(
            [
                new("purpose", purpose), new("at", @event.Time == Model.Customers.Consent.Undated ? null : @event.Time.ToString()),
                new("how", How(@event)), new("text_version", @event.Data.Text("text_version")),
                new("source", Evidence(@event)), new("superseded", superseded ? true : null), // by a later answer that came before it
            ]),
        });
    }

    private static void ApplyDoNotDisturb(CustomerSession session, CustomerEvent @event)
    {
        var on = @event.Data["on"] is not false;
        var superseded = session.Record.Profile is { DoNotDisturbEvidence: { } known }
            && Answers.Order(known.At, session.Record.Profile.DoNotDisturb, @event.Time, on) > 0;
        if (!superseded)
        {
            session.Record.Set(session.Record.Profile with
            {
                DoNotDisturb = on,
                DoNotDisturbEvidence = new(@event.Time, How(@event), Evidence(@event)),
            });
        }

        session.Record.Add(new TimelineEvent(session.Instant, TimelineEventKind.DoNotDisturb)
        {
            Reason = on ? "on" : "off",
            Detail = AttributeBag.Of(
                [new("at", @event.Time.ToString()), new("how", How(@event)), new("source", Evidence(@event)),
                    new("superseded", superseded ? true : null)]),
        });
    }

    private static void ApplyPreferences(CustomerSession session, CustomerEvent @event)
    {
        var known = session.Record.Profile.Preferences;
        var change = PreferenceChange.Read(known, @event.Data, Removed(@event), @event.Time, How(@event));
        if (change.Preferences is not { } preferences)
            return;
        var superseded = known?.At > @event.Time;
        if (!superseded)
            session.Record.Set(session.Record.Profile with { Preferences = preferences });
        session.Record.Add(new TimelineEvent(session.Instant, TimelineEventKind.Preferences)
        {
            Detail = AttributeBag.Of(
            [
                new("at", @event.Time.ToString()), new("how", How(@event)),
                .. PreferenceChange.Names.Select(name => KeyValuePair.Create(name, @event.Data[name])),
                new("removed", Removed(@event) is { Count: > 0 } removed ? removed.ToArray() : null), new("source", Evidence(@event)),
                new("superseded", superseded ? true : null),
            ]),
        });
    }

    private static void ApplySuppression(CustomerSession session, CustomerEvent @event)
    {
        var until = AttributeDates.ToInstant(@event.Data["until"], session.Now.Zone);
        foreach (var channel in Channels(@event))
        {
            if ((@event.Data.Text("address") ?? session.Record.Profile.AddressOf(channel)) is { } address)
            {
                var cause = @event.Data.Text("cause") ?? DeliveryReason.Request;
                AddressSuppression.Add(session, new(channel, address, cause, @event.Time, until));
            }
        }
    }

    private static IReadOnlyList<Channel> Channels(CustomerEvent @event) =>
        @event.Data.Text("channel") is { } one ? [new Channel(one)] : Channel.Contactable;

    private static string How(CustomerEvent @event) => @event.Data.Text("how") ?? @event.Source;

    private static IReadOnlyList<string> Removed(CustomerEvent @event) =>
        @event.Data[CustomerEvent.RemovedAttributes] as IReadOnlyList<string> ?? [];
}
