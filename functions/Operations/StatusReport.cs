using System.Text.Json.Serialization;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Operations;

/// <summary>How an installation is, for an operator. Codes, counts, instants and names of the operator's own: no personal data.</summary>
/// <remarks>
/// What stands under <c>process</c> or <c>loops</c> one process alone knows; the other hosts on the same store know their own. Everything
/// else is of the store, and so of all.
/// </remarks>
/// <param name="Status">In one word.</param>
/// <param name="At">When this was looked at.</param>
public sealed record StatusReport(OperationStatus Status, Instant At)
{
    /// <summary>Why it is not <c>ok</c>, a sentence each.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>What waits for somebody, a sentence each, though nothing is broken: dead letters, messages to be settled.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What did not answer in time; what follows from it is missing.</summary>
    public IReadOnlyList<string> Unanswered { get; init; } = [];

    /// <summary>What an operator holds: its messages wait.</summary>
    public IReadOnlyList<HeldView> Held { get; init; } = [];

    /// <summary>New versions of journeys that come before a share of the customers only.</summary>
    public IReadOnlyList<RampStateView> Ramps { get; init; } = [];

    /// <summary>The release in force; null: nothing was deployed.</summary>
    public ReleaseStatusView? Release { get; init; }

    /// <summary>The process that answers; null: this was read from the store beside the hosts.</summary>
    public ProcessView? Process { get; init; }

    /// <summary>The channels that have a provider in this process, or messages.</summary>
    public IReadOnlyList<ChannelView> Channels { get; init; } = [];

    /// <summary>All queues, those of dead letters too.</summary>
    public IReadOnlyList<QueueView> Queues { get; init; } = [];

    /// <summary>The due-time index; null: it did not answer.</summary>
    public TimersView? Timers { get; init; }

    /// <summary>The schedules of published journeys.</summary>
    public IReadOnlyList<ScheduleView> Schedules { get; init; } = [];

    /// <summary>Sweeps over all customers that are not finished.</summary>
    public IReadOnlyList<SweepView> Sweeps { get; init; } = [];

    /// <summary>Messages of which nobody knows whether they were sent; null: that did not answer.</summary>
    public UnknownView? Unknown { get; init; }

    /// <summary>The templates; null: this was read beside the hosts.</summary>
    public TemplatesView? Templates { get; init; }

    /// <summary>What is broken in this process while the rest goes on.</summary>
    public IReadOnlyList<IncidentView> Incidents { get; init; } = [];

    /// <summary>The loops, or timer functions, of this process.</summary>
    public IReadOnlyList<LoopView> Loops { get; init; } = [];
}

/// <summary>The release in force.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">How many deployments there were.</param>
/// <param name="By">Who deployed it.</param>
/// <param name="At">When.</param>
/// <param name="Drift">What is live otherwise than it says, a line each: somebody changed it by hand.</param>
public sealed record ReleaseStatusView(string Id, int Number, string By, Instant At, IReadOnlyList<string> Drift)
{
    internal static ReleaseStatusView? Of(LibrarySnapshot snapshot) => snapshot.Release.Live is { } live
        ? new(live.Release, live.Number, live.By, live.At, snapshot.Drift()) : null;
}

/// <summary>How it is, in one word.</summary>
public enum OperationStatus
{
    /// <summary>All is well.</summary>
    Ok,

    /// <summary>Events are taken, and an operator should look at the reasons.</summary>
    Degraded,

    /// <summary>Events cannot be taken.</summary>
    Failing,
}

/// <summary>What an operator holds.</summary>
/// <param name="Channel">The channel, or <c>all</c>.</param>
/// <param name="Since">Since when.</param>
/// <param name="By">Who did it.</param>
/// <param name="Because">Why, in words; null: nobody said.</param>
public sealed record HeldView(string Channel, Instant Since, string By, string? Because)
{
    /// <summary>What stands for every channel.</summary>
    public const string Everything = "all";

    /// <summary>What is held, for whom it is no matter who did it and why.</summary>
    internal string Short => $"{What} since {StatusReasons.At(Since)}.";

    /// <summary>What is held, by whom and why, and what ends it.</summary>
    [JsonIgnore]
    public string Sentence
    {
        get
        {
            var because = Because is { } why ? $" ({why.TrimEnd('.')})" : "";
            var channel = Channel == Everything ? "" : $" --channel {Channel}";
            return $"{What} since {StatusReasons.At(Since)} by {By}{because}: 'campaigns release{channel}' lets them go.";
        }
    }

    private string What => Channel == Everything ? "All messages are held" : $"Messages by {Channel} are held";

    /// <summary>How it is told.</summary>
    public static HeldView Of(HeldDelivery held) => new(held.Channel?.Name ?? Everything, held.Since, held.By, held.Because);
}

/// <summary>A new version of a journey that comes before a share of the customers only.</summary>
/// <param name="Journey">The journey.</param>
/// <param name="Version">The version.</param>
/// <param name="Share">The share in percent; 0: nobody enters it.</param>
/// <param name="Since">Since when it is that share.</param>
/// <param name="Stopped">Why its figures have stopped it; null: they have not.</param>
public sealed record RampStateView(string Journey, int Version, double Share, Instant Since, string? Stopped)
{
    /// <summary>The next share that comes by itself, if the figures allow; null: none does.</summary>
    public double? NextShare { get; init; }

    /// <summary>When at the earliest.</summary>
    public Instant? NextAt { get; init; }

    /// <summary>How it is told.</summary>
    /// <param name="journey">The journey.</param>
    /// <param name="ramp">How it stands.</param>
    /// <param name="zone">The contact policy's zone.</param>
    internal static RampStateView Of(string journey, JourneyRamp ramp, DateTimeZone zone) =>
        new(journey, ramp.Version, ramp.Share, ramp.Since, ramp.Stopped?.Sentence)
        {
            NextShare = ramp.Next(zone)?.Share,
            NextAt = ramp.Next(zone)?.At,
        };

    /// <summary>That it has stopped, why, and what to do.</summary>
    internal string Sentence =>
        $"Version {Version} of {Journey} takes nobody since {StatusReasons.At(Since)} ({Stopped}): see 'campaigns ramp {Journey}'.";
}

/// <summary>A process.</summary>
/// <param name="Since">When it began.</param>
public sealed record ProcessView(Instant Since);

/// <summary>A channel.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="Waiting">How many messages its queue holds, those that are being sent or will be tried later too; null: not known.</param>
/// <param name="Oldest">Since when the first of them waits that may be sent; null: none does.</param>
public sealed record ChannelView(string Channel, long? Waiting, Instant? Oldest)
{
    /// <summary>What this process alone knows; null: it has no provider for the channel.</summary>
    public ChannelProcessView? Process { get; init; }
}

/// <summary>What one process knows of a channel.</summary>
/// <param name="Provider">What the operator calls its provider.</param>
/// <param name="InFlight">How many messages are in the provider's hands.</param>
/// <param name="Minutes">How far back the counts reach.</param>
/// <param name="Sent">Messages sent.</param>
/// <param name="Failed">Messages that failed for good.</param>
/// <param name="Unknown">Messages of which nobody knows whether they were sent.</param>
/// <param name="PutBack">Sends that were not accepted and are tried again; a message may count several times.</param>
public sealed record ChannelProcessView(
    string Provider, int InFlight, int Minutes, long Sent, long Failed, long Unknown, long PutBack)
{
    /// <summary>The circuit breaker: <c>closed</c>, <c>open</c> or <c>half_open</c>; null: the provider has none.</summary>
    public string? Breaker { get; init; }

    /// <summary>Whether the provider does not answer.</summary>
    public bool Away { get; init; }

    /// <summary>The first failure since it last answered; null: the last send was answered.</summary>
    public Instant? FailingSince { get; init; }

    /// <summary>The last failure in words; kept when the provider is back.</summary>
    public string? LastError { get; init; }

    /// <summary>When that was.</summary>
    public Instant? LastErrorAt { get; init; }

    /// <summary>When a message that was not accepted is tried next; null: none waits for that.</summary>
    public Instant? NextTry { get; init; }
}

/// <summary>A queue.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><c>channel</c>, <c>publication</c>, <c>work</c>, <c>events</c> or <c>dead_letters</c>.</param>
/// <param name="Count">How many messages it holds, those too that are hidden; null: not known.</param>
/// <param name="Oldest">Since when the oldest at its front waits; null: none does, or that is not known.</param>
public sealed record QueueView(string Name, string Kind, long? Count, Instant? Oldest)
{
    /// <summary>Of dead letters, how many of those at the front break a rule of wording; null: none.</summary>
    public int? HeldForWording { get; init; }
}

/// <summary>The due-time index.</summary>
/// <param name="Next">When the next timer is due; null: there is none.</param>
/// <param name="BehindSeconds">How long it has been overdue; 0: it is not.</param>
public sealed record TimersView(Instant? Next, long BehindSeconds);

/// <summary>A schedule of a journey.</summary>
/// <param name="Journey">The journey.</param>
/// <param name="Schedule">Which of its schedules.</param>
/// <param name="Cron">When it fires, as the journey says it.</param>
/// <param name="Last">The last occurrence that fired; null: none has yet.</param>
/// <param name="Next">The next one.</param>
/// <param name="BehindSeconds">How long the first that has not fired is overdue; 0: none is.</param>
public sealed record ScheduleView(string Journey, string Schedule, string Cron, Instant? Last, Instant? Next, long BehindSeconds)
{
    /// <summary>When it began to be watched, as long as it has not fired; earlier occurrences are not owed.</summary>
    public Instant? WatchedSince { get; init; }
}

/// <summary>A sweep over all customers.</summary>
/// <param name="Journey">The journey, or another document, it is about.</param>
/// <param name="Kind">What it does: <c>dates</c>, <c>audience</c>, <c>resume</c>, <c>stop</c> or <c>concurrency</c>.</param>
/// <param name="OrderedFor">The occurrence it belongs to.</param>
/// <param name="Seen">Customers done so far.</param>
/// <param name="Entered">Enrollments it has begun.</param>
/// <param name="BehindSeconds">How long ago that occurrence was.</param>
public sealed record SweepView(string Journey, string Kind, Instant OrderedFor, long Seen, long Entered, long BehindSeconds);

/// <summary>Messages of which nobody knows whether they were sent.</summary>
/// <param name="Count">How many; when there are more than a thousand, 1,000.</param>
/// <param name="More">Whether there are more than that.</param>
/// <param name="Oldest">Since when the oldest of those counted is unknown.</param>
public sealed record UnknownView(long Count, bool More, Instant? Oldest);

/// <summary>The message templates.</summary>
/// <param name="Files">How many files are in use.</param>
/// <param name="Problems">What is wrong with the files as they are now.</param>
public sealed record TemplatesView(int Files, IReadOnlyList<TemplateProblemView> Problems)
{
    /// <summary>How many rules of wording hold; null: there are none, or they cannot be read.</summary>
    public int? WordingRules { get; init; }
}

/// <summary>Something wrong with a template file.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1; 0: the file as a whole.</param>
/// <param name="Detail">What is wrong.</param>
/// <param name="EarlierInUse">Whether its earlier text stays in use.</param>
public sealed record TemplateProblemView(string File, int Line, string Detail, bool EarlierInUse);

/// <summary>Something that is broken.</summary>
/// <param name="Part">What.</param>
/// <param name="Since">When it failed first.</param>
/// <param name="Last">When it failed last.</param>
/// <param name="Count">How often.</param>
/// <param name="Error">The last failure in words.</param>
public sealed record IncidentView(string Part, Instant Since, Instant Last, long Count, string Error);

/// <summary>A loop or timer function of a process.</summary>
/// <param name="Name">Its name.</param>
/// <param name="LastRun">When a round last ended well.</param>
/// <param name="NextRun">When the next is to begin.</param>
/// <param name="RunningSince">Since when the round goes on that is being done.</param>
/// <param name="BehindSeconds">How long a round that should have begun has not; 0: it is in time.</param>
public sealed record LoopView(string Name, Instant? LastRun, Instant? NextRun, Instant? RunningSince, long BehindSeconds)
{
    /// <summary>The last failure in words; kept when it works again.</summary>
    public string? LastError { get; init; }

    /// <summary>When that was.</summary>
    public Instant? LastErrorAt { get; init; }
}
