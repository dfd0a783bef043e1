using System.Globalization;
using Campaigns.Local.Commands;
using Campaigns.Simulation.Reports;

namespace Campaigns.Local.Simulation;

/// <summary>A simulation's result as tables: the same on the terminal, in the report and in CSV files.</summary>
internal static class SimulationTables
{
    /// <summary>The tables, in the order in which they are read.</summary>
    public static IReadOnlyList<ReportTable> Of(SimulationReport report) =>
    [
        new("journeys", "Journeys",
            ["journey", "entered", "messages", "opened", "clicked", "converted", "rate", "95 % band", "holdout", "holdout converted"],
            [.. report.Journeys.Select(journey => new[]
            {
                journey.Journey, Number(journey.Entered), Number(journey.Messages), Number(journey.Opened), Number(journey.Clicked),
                Number(journey.Converted), Percent(journey.Rate), Band(journey), Number(journey.Holdout), Number(journey.HoldoutConverted),
            })]),
        new("channels", "Channels and their providers",
            ["channel", "messages", "charged parts", "cost", "busiest minute (UTC)", "messages in it", "limit a minute", "minutes over it"],
            [.. report.Channels.Select(channel => new[]
            {
                channel.Channel, Number(channel.Messages), Number(channel.Parts), Money(channel.Cost), channel.PeakMinute ?? "",
                Number(channel.Peak), channel.PerMinute is { } limit ? Number(limit) : "", channel.PerMinute is null ? "" : Number(channel.MinutesOver),
            })]),
        new("unreached", "Customers who get nothing, by the last rule that refused them", ["reason", "customers"],
            [.. report.Unreached.Select(reason => new[] { Reason(reason.Key), Number(reason.Value) })]),
        new("held-back", "Messages held back", ["reason", "messages", "sent later"],
            [.. report.HeldBack.Where(rule => rule.Messages > 0)
                .Select(rule => new[] { DisplayText.Reason(rule.Reason), Number(rule.Messages), Number(rule.SentLater) })]),
        new("collisions", "Journeys that wait for each other", ["waited", "for", "messages", "sent later"],
            [.. report.Collisions.Select(pair => new[] { pair.Waited, pair.WentFirst, Number(pair.Messages), Number(pair.SentLater) })]),
        new("pressure", "Messages a customer gets", ["messages", "customers"],
            [.. report.Contacts.Select(count => new[] { Number(count.Key), Number(count.Value) })]),
        new("learned", "How customers behaved: what the simulation rests on",
            ["journey", "channel", "rate", "value", "happened", "cases", "95 % band", "stated"],
            [.. report.Learned.Select(rate => new[]
            {
                rate.Journey == "*" ? "all" : rate.Journey, rate.Channel, rate.Rate, Percent(rate.Value), Number(rate.Count), Number(rate.Of),
                rate.Of == 0 ? "" : $"{Percent(rate.Low)} to {Percent(rate.High)}", Percent(rate.Stated),
            })]),
    ];

    /// <summary>What the change does.</summary>
    public static ReportTable Of(SimulationComparison comparison) => new(
        "changes", "What the change does", ["", "before", "after"],
        [
            ["messages", Number(comparison.Before.Messages), Number(comparison.After.Messages)],
            ["customers reached", Number(comparison.Before.Reached), Number(comparison.After.Reached)],
            ["cost", Money(comparison.Before.Cost), Money(comparison.After.Cost)],
            .. Journeys(comparison),
            ["customers who get more messages", "", Number(comparison.More)],
            ["customers who get fewer", "", Number(comparison.Fewer)],
            ["customers reached who were not", "", Number(comparison.NewlyReached)],
            ["customers not reached any more", "", Number(comparison.NoLongerReached)],
        ]);

    private static IEnumerable<string[]> Journeys(SimulationComparison comparison)
    {
        var before = comparison.Before.Journeys.ToDictionary(journey => journey.Journey);
        var after = comparison.After.Journeys.ToDictionary(journey => journey.Journey);
        foreach (var name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            var (was, becomes) = (before.GetValueOrDefault(name), after.GetValueOrDefault(name));
            yield return [$"{name}: messages", Number(was?.Messages ?? 0), Number(becomes?.Messages ?? 0)];
            yield return [$"{name}: converted", Number(was?.Converted ?? 0), Number(becomes?.Converted ?? 0)];
        }
    }

    private static string Reason(string code) => code == "no-journey" ? "no journey has anything to say" : DisplayText.Reason(code);

    private static string Band(JourneyOutcome journey) =>
        journey is { Low: { } low, High: { } high } ? $"{Percent(low)} to {Percent(high)}" : "";

    private static string Percent(double? rate) => rate is { } part ? part.ToString("0.0 %", CultureInfo.InvariantCulture) : "";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Money(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);
}

/// <summary>A table of texts.</summary>
/// <param name="Name">The name of its file.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Columns">The columns; the first is that of names.</param>
/// <param name="Rows">The rows.</param>
internal sealed record ReportTable(string Name, string Title, string[] Columns, IReadOnlyList<string[]> Rows)
{
    /// <summary>A field as people read it: whole numbers with their thousands apart. Files have it as it is.</summary>
    public static string Shown(string field) =>
        long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("N0", CultureInfo.InvariantCulture)
            : field;
}
