using OxyPlot;

namespace Campaigns.Local.Pressure;

/// <summary>A page of charts as SVG: a title, what it says in a sentence, and plots in their places. One slide.</summary>
internal sealed class ChartPage : IDisposable
{
    public const double Width = 1600;
    public const double Height = 900;
    public const string Font = "Arial"; // measured by the metrics built into OxyPlot; SVG viewers have it or its twin
    private const double Margin = 40;
    private readonly SvgRenderContext _page;

    /// <summary>Begins a page.</summary>
    /// <param name="stream">Where it is written; stays open.</param>
    /// <param name="title">What it is about.</param>
    /// <param name="sentence">What it says, and in which units.</param>
    /// <param name="height">How high it is; a slide's height unless there is less to show.</param>
    public ChartPage(Stream stream, string title, string sentence, double height = Height)
    {
        _page = new SvgRenderContext(stream, Width, height, isDocument: true, new TextMeasure(), OxyColors.White,
            useVerticalTextAlignmentWorkaround: true); // office programs know no other baseline than the usual one
        _page.DrawText(new ScreenPoint(Margin, 28), title, ChartColours.Ink, Font, 32, FontWeights.Bold, 0, HorizontalAlignment.Left, VerticalAlignment.Top, maxSize: null);
        _page.DrawText(new ScreenPoint(Margin, 72), sentence, ChartColours.Quiet, Font, 18, FontWeights.Normal, 0, HorizontalAlignment.Left, VerticalAlignment.Top, maxSize: null);
    }

    /// <summary>An empty plot in the page's style.</summary>
    public static PlotModel Plot(string title, string? subtitle = null) => new()
    {
        Title = title, Subtitle = subtitle, DefaultFont = Font, DefaultFontSize = 15, TitleFontSize = 20, SubtitleFontSize = 15, TextColor = ChartColours.Ink,
        SubtitleColor = ChartColours.Quiet, TitleHorizontalAlignment = TitleHorizontalAlignment.CenteredWithinView,
        PlotAreaBorderThickness = new OxyThickness(0), Padding = new OxyThickness(8, 8, 24, 8),
    };

    /// <summary>Draws a plot into its place.</summary>
    public void Place(PlotModel plot, double left, double top, double width, double height)
    {
        ((IPlotModel)plot).Update(updateData: true);
        ((IPlotModel)plot).Render(_page, new OxyRect(left, top, width, height));
    }

    /// <summary>Measures text by the metrics of Arial built into OxyPlot: the same on every machine, whatever fonts it has.</summary>
    private sealed class TextMeasure() : PdfRenderContext(Width, Height, OxyColors.White)
    {
        private const double PixelsPerPoint = 96.0 / 72;
        private const double LineHeight = 1.25;

        public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight)
        {
            var size = base.MeasureText(text, fontFamily, fontSize, fontWeight);
            return new OxySize(size.Width * PixelsPerPoint, size.Height * LineHeight);
        }
    }

    /// <summary>Completes the page.</summary>
    public void Dispose()
    {
        _page.Complete();
        _page.Flush();
        _page.Dispose();
    }
}
