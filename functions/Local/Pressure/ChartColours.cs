using OxyPlot;

namespace Campaigns.Local.Pressure;

/// <summary>
/// Colours that people with any colour vision can tell apart, in print too: Okabe and Ito's, and one hue from light to dark for amounts.
/// </summary>
internal static class ChartColours
{
    public static readonly OxyColor Ink = OxyColor.FromRgb(0x22, 0x22, 0x22);
    public static readonly OxyColor Quiet = OxyColor.FromRgb(0x59, 0x59, 0x59);
    public static readonly OxyColor Line = OxyColor.FromRgb(0xD9, 0xD9, 0xD9);
    public static readonly OxyColor Blue = OxyColor.FromRgb(0x00, 0x72, 0xB2);
    public static readonly OxyColor Orange = OxyColor.FromRgb(0xE6, 0x9F, 0x00);
    public static readonly OxyColor Vermilion = OxyColor.FromRgb(0xD5, 0x5E, 0x00);
    public static readonly OxyColor Green = OxyColor.FromRgb(0x00, 0x9E, 0x73);

    /// <summary>More and more, from light to dark.</summary>
    public static readonly IReadOnlyList<OxyColor> Amounts =
    [
        OxyColor.FromRgb(0xC6, 0xDB, 0xEF), OxyColor.FromRgb(0x85, 0xBC, 0xDB), OxyColor.FromRgb(0x42, 0x92, 0xC6),
        OxyColor.FromRgb(0x08, 0x51, 0x9C), OxyColor.FromRgb(0x08, 0x30, 0x6B),
    ];

    /// <summary>White for nothing to dark for all of it.</summary>
    public static OxyColor Shade(double part) =>
        OxyColor.Interpolate(OxyColor.FromRgb(0xEF, 0xF3, 0xFF), OxyColor.FromRgb(0x08, 0x51, 0x9C), Math.Sqrt(part));

    /// <summary>Ink that can be read on a shade.</summary>
    public static OxyColor On(double part) => Math.Sqrt(part) > 0.55 ? OxyColors.White : Ink;
}
