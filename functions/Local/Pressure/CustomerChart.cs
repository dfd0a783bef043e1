using System.Globalization;
using Campaigns.Insights.Pressure;
using Campaigns.Model;
using NodaTime;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Campaigns.Local.Pressure;

/// <summary>A customer's contacts on one slide: a lane for each journey, time from left to right.</summary>
internal static class CustomerChart
{
    private const int MaxLaneNameLength = 26;
    private const double Top = 108;
    private const double Bottom = 10;

    /// <summary>Each mark has a shape of its own, so that none rests on its colour alone; what lies ahead is hollow.</summary>
    private static readonly (CalendarMark[] Marks, string Title, MarkerType Shape, OxyColor Colour, bool Hollow)[] Styles =
    [
        ([CalendarMark.Sent, CalendarMark.Unknown], "sent", MarkerType.Circle, ChartColours.Blue, false),
        ([CalendarMark.PutOff], "deferred, until the line's end", MarkerType.Triangle, ChartColours.Orange, false),
        ([CalendarMark.Bumped], "reserved, then displaced", MarkerType.Diamond, ChartColours.Vermilion, false),
        ([CalendarMark.Refused, CalendarMark.Failed, CalendarMark.Withdrawn], "not sent, or failed", MarkerType.Cross,
            ChartColours.Vermilion, true),
        ([CalendarMark.Reserved], "upcoming: reserved", MarkerType.Square, ChartColours.Green, true),
        ([CalendarMark.AsksAgain], "upcoming: retried", MarkerType.Triangle, ChartColours.Orange, true),
        ([CalendarMark.Planned], "upcoming: planned", MarkerType.Circle, ChartColours.Blue, true),
    ];

    public static void Write(Stream stream, ContactCalendar calendar)
    {
        var lanes = calendar.Entries.Select(LaneOf).Distinct().ToList();
        var height = Math.Min(ChartPage.Height - Top - Bottom, 210 + (120 * lanes.Count));
        using var page = new ChartPage(stream, $"Contacts of customer {calendar.Customer}", Sentence(calendar), Top + height + Bottom);
        page.Place(Plot(calendar, lanes), 30, Top, ChartPage.Width - 60, height);
    }

    private static PlotModel Plot(ContactCalendar calendar, List<(JourneyId Journey, PolicyId? Policy)> lanes)
    {
        var plot = ChartPage.Plot(calendar.Entries.IsEmpty ? "No messages sent, held back or upcoming"
            : "Messages sent, held back and upcoming");
        var many = lanes.Select(lane => lane.Policy).Where(policy => policy is not null).Distinct().Count() > 1;
        string Name((JourneyId Journey, PolicyId? Policy) lane) =>
            ChartAxes.Short(lane.Journey.Value, MaxLaneNameLength)
            + (many && lane.Policy is { } policy ? $"\n{ChartAxes.Short(policy.Value, MaxLaneNameLength)}" : "");
        plot.Axes.Add(ChartAxes.Names(AxisPosition.Left, [.. lanes.Select(Name)]));
        plot.Axes.Add(Time(calendar));
        plot.Legends.Add(new Legend
        {
            LegendPosition = LegendPosition.BottomCenter,
            LegendPlacement = LegendPlacement.Outside,
            LegendOrientation = LegendOrientation.Horizontal,
            LegendFontSize = 15,
        });
        for (var lane = 0; lane < lanes.Count; lane++)
            plot.Annotations.Add(
                new LineAnnotation
                {
                    Type = LineAnnotationType.Horizontal,
                    Y = lane,
                    Color = ChartColours.Line,
                    LineStyle = LineStyle.Solid,
                    Layer = AnnotationLayer.BelowSeries
                });
        foreach (var entry in calendar.Entries.Where(entry =>
            entry is { Mark: CalendarMark.PutOff or CalendarMark.Bumped, Until: not null }))
            plot.Series.Add(Wait(calendar, entry, lanes.IndexOf(LaneOf(entry))));
        foreach (var (marks, title, shape, colour, hollow) in Styles)
        {
            var points = calendar.Entries.Where(entry => marks.Contains(entry.Mark))
                .Select(entry => new ScatterPoint(At(entry.At, calendar.Zone), lanes.IndexOf(LaneOf(entry)))).ToList();
            if (points.Count > 0)
                plot.Series.Add(
                    new ScatterSeries
                    {
                        Title = title,
                        MarkerType = shape,
                        MarkerSize = 8,
                        MarkerFill = hollow ? OxyColors.White : colour,
                        MarkerStroke = colour,
                        MarkerStrokeThickness = 2,
                        ItemsSource = points
                    });
        }

        foreach (var label in ChartLabels.Of(calendar, LaneOf))
            plot.Annotations.Add(Label(calendar, label, lanes));
        return plot;
    }

    private static (JourneyId Journey, PolicyId? Policy) LaneOf(CalendarEntry entry) => (entry.Journey, entry.Policy);

    private static DateTimeAxis Time(ContactCalendar calendar)
    {
        var instants = calendar.Entries.SelectMany(entry => new[] { entry.At, entry.Until ?? entry.At }).Select(at => At(at, calendar.Zone))
            .DefaultIfEmpty(At(Instant.FromUnixTimeTicks(0), calendar.Zone)).ToList();
        var edge = Math.Max(2, (instants.Max() - instants.Min()) * 0.04); // days
        return new DateTimeAxis
        {
            Position = AxisPosition.Bottom,
            Minimum = instants.Min() - edge,
            Maximum = instants.Max() + edge,
            StringFormat = "d MMM yyyy",
            IntervalLength = 150,
            MajorGridlineStyle = LineStyle.Dot,
            MajorGridlineColor = ChartColours.Line,
            TickStyle = TickStyle.None,
            AxislineStyle = LineStyle.Solid,
            AxislineColor = ChartColours.Line,
        };
    }

    private static LineSeries Wait(ContactCalendar calendar, CalendarEntry entry, int lane)
    {
        var line = new LineSeries
        {
            Color = entry.Mark == CalendarMark.Bumped ? ChartColours.Vermilion : ChartColours.Orange,
            StrokeThickness = 3,
            RenderInLegend = false
        };
        line.Points.Add(new DataPoint(At(entry.At, calendar.Zone), lane));
        line.Points.Add(new DataPoint(At(entry.Until!.Value, calendar.Zone), lane));
        return line;
    }

    private static TextAnnotation Label(ContactCalendar calendar, ChartLabel label, List<(JourneyId Journey, PolicyId? Policy)> lanes) =>
        new()
        {
            Text = label.Entry.Step.Value,
            TextPosition = new DataPoint(At(label.Entry.At, calendar.Zone), lanes.IndexOf(LaneOf(label.Entry))),
            // The axis of the lanes runs downwards, and so do offsets from it.
            Offset = new ScreenVector(0, (label.Above ? 1 : -1) * (12 + (18 * label.Row))),
            StrokeThickness = 0,
            FontSize = 14,
            TextColor = ChartColours.Ink,
            TextHorizontalAlignment = HorizontalAlignment.Center,
            TextVerticalAlignment = label.Above ? VerticalAlignment.Bottom
        : VerticalAlignment.Top,
        };

    private static double At(Instant instant, DateTimeZone zone) => DateTimeAxis.ToDouble(instant.InZone(zone).ToDateTimeUnspecified());

    private static string Sentence(ContactCalendar calendar)
    {
        var sent = calendar.Entries.Count(entry => entry.Mark is CalendarMark.Sent or CalendarMark.Unknown);
        var held = calendar.Entries.Where(entry => entry.Mark.IsHeldBack()).Select(entry => entry.Message).Distinct().Count();
        var ahead = calendar.Entries.Count(entry => entry.Mark.IsAhead());
        return string.Create(CultureInfo.InvariantCulture,
            $"{sent} sent, {held} held back at least once, {ahead} upcoming; times in {calendar.Zone.Id}");
    }
}
