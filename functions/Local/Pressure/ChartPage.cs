using System.Globalization;
using System.Text;
using OxyPlot;

namespace Campaigns.Local.Pressure;

/// <summary>A page of charts as SVG: a title, what it says in a sentence, and plots in their places. One slide.</summary>
internal sealed class ChartPage : IDisposable
{
    public const double Width = 1600;
    public const double Height = 900;
    public const string Font = "Arial"; // measured by the metrics built into OxyPlot; SVG viewers have it or its twin
    private const double Margin = 40;
    private readonly Stream _target;
    private readonly MemoryStream _drawn = new();
    private readonly SvgRenderContext _page;
    private readonly double _height;

    /// <summary>Begins a page.</summary>
    /// <param name="stream">Where it is written; stays open.</param>
    /// <param name="title">What it is about.</param>
    /// <param name="sentence">What it says, and in which units.</param>
    /// <param name="height">How high it is; a slide's height unless there is less to show.</param>
    public ChartPage(Stream stream, string title, string sentence, double height = Height)
    {
        (_target, _height) = (stream, height);
        _page = new SvgRenderContext(_drawn, Width, height, isDocument: true, new TextMeasure(), OxyColors.White,
            useVerticalTextAlignmentWorkaround: true); // office programs know no other baseline than the usual one
        _page.DrawText(new ScreenPoint(Margin, 28), title, ChartColours.Ink, Font, 32, FontWeights.Bold, 0, HorizontalAlignment.Left,
            VerticalAlignment.Top, maxSize: null);
        _page.DrawText(new ScreenPoint(Margin, 72), sentence, ChartColours.Quiet, Font, 18, FontWeights.Normal, 0,
            HorizontalAlignment.Left, VerticalAlignment.Top, maxSize: null);
    }

    /// <summary>An empty plot in the page's style.</summary>
    public static PlotModel Plot(string title, string? subtitle = null) => new()
    {
        Title = title,
        Subtitle = subtitle,
        DefaultFont = Font,
        DefaultFontSize = 15,
        TitleFontSize = 20,
        SubtitleFontSize = 15,
        TextColor = ChartColours.Ink,
        SubtitleColor = ChartColours.Quiet,
        TitleHorizontalAlignment = TitleHorizontalAlignment.CenteredWithinView,
        PlotAreaBorderThickness = new OxyThickness(0),
        Padding = new OxyThickness(8, 8, 24, 8),
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

    /// <summary>
    /// Completes the page and writes it. In a window that is smaller it shrinks, which OxyPlot's own head would not let it.
    /// </summary>
    public void Dispose()
    {
        _page.Complete();
        _page.Flush();
        var size = string.Create(CultureInfo.InvariantCulture, $"width=\"{Width}\" height=\"{_height}\"");
        var view = string.Create(CultureInfo.InvariantCulture,
            $"{size} viewBox=\"0 0 {Width} {_height}\" style=\"max-width: 100%; height: auto\"");
        var text = Encoding.UTF8.GetString(_drawn.ToArray());
        var head = text.IndexOf(size, StringComparison.Ordinal);
        _target.Write(Encoding.UTF8.GetBytes(text.Remove(head, size.Length).Insert(head, view)));
        _page.Dispose();
    }
}
