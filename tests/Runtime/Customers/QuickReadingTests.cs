using System.Globalization;
using System.Text;
using Campaigns.Model.Customers;
using Campaigns.Model.Customers.Addresses;
using CsCheck;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Runtime.Tests.Customers;

/// <summary>What is read without a library, because nearly all data are so, is what the library reads.</summary>
public sealed class QuickReadingTests
{
    private static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = true };

    private static readonly Gen<string> Part = Gen.OneOf(
        Gen.Char["abzABZ019-._+"].Array[0, 8].Select(letters => new string(letters)),
        OneOf("mei", "example", "com", "xn--p1ai", "XN--a", "bücher", "-a", "a-", "", ".", new string('a', 63), new string('a', 64)));

    private static readonly Gen<string> Domain = Part.Array[1, 4].Select(parts => string.Join('.', parts));

    [Fact]
    public void Canonical_OfWhateverDomain_IsWhatDnsHas() => Gen.Select(Part, Domain).Sample(draw =>
    {
        var (local, domain) = draw;
        var address = $"{local}@{domain}";
        var canonical = MailAddress.Canonical(address);
        if (canonical is not null)
            Assert.Equal($"{local.ToLowerInvariant()}@{Ascii(domain)}", canonical);
        else if (local.Length > 0 && !local.StartsWith('.') && !local.EndsWith('.') && !local.Contains(".."))
            Assert.True(Ascii(domain) is not { } ascii || !ascii.Contains('.') || ascii.EndsWith('.') || local.Length > 64 || address.Length > 254);
    }, iter: 20_000);

    [Fact]
    public void TryReadDate_OfWhateverText_ReadsWhatThePatternReads() =>
        Gen.Select(Gen.Int[-2, 10_010], Gen.Int[0, 13], Gen.Int[0, 32], OneOf("0000-00-00", "0000-0-0", "0000/00/00")).Sample(draw =>
        {
            var (year, month, day, shape) = draw;
            var text = string.Create(CultureInfo.InvariantCulture, $"{year:0000}{shape[4]}{month:00}{shape[4]}{day:00}");
            text = shape.Length < 10 ? string.Create(CultureInfo.InvariantCulture, $"{year}-{month}-{day}") : text;
            var read = LocalDatePattern.Iso.Parse(text);
            var isDate = read.Success && read.Value >= new LocalDate(1, 1, 1);

            Assert.Equal(isDate, AttributeDates.TryReadDate(text, out var date));
            if (isDate)
                Assert.Equal(read.Value, date);
        }, iter: 20_000);

    [Fact]
    public void TryReadDate_OfOtherDigits_IsNone() => Assert.False(AttributeDates.TryReadDate("２０２６-０１-０１", out _));

    private static string? Ascii(string domain)
    {
        try
        {
            return Idn.GetAscii(domain.Normalize(NormalizationForm.FormC)).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static Gen<string> OneOf(params string[] all) => Gen.Int[0, all.Length - 1].Select(i => all[i]);
}
