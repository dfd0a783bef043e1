using System.Text;
using System.Text.RegularExpressions;
using CsCheck;

namespace Campaigns.Definitions.Tests.Support;

/// <summary>What keyboards, merges and broken disks do to documents.</summary>
internal static partial class DocumentMutations
{
    private static readonly string[] Inserted =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "-1", "1e999", "\"\"", "//", "/*", "\n", "\0", "\u00e9", "\\ud800", "'",
        "(", ")", "|", "&&",
        "P1D", "P99999999999Y", "-", ".", "=", "steps.", "customer.", "{{", "}}", "func", "if ", "end", "for x in y", "@", "$", "??", "..",
        "0",
    ];

    private static readonly string[] Values =
        ["null", "5", "-1", "\"x\"", "\"\"", "[]", "{}", "[[]]", "{ \"on\": {} }", "true", "\"P1D\"", "\"-P1D\"", "\"10:00\"", "[\"sms\"]",
            "\"a - b | c ? d\""];

    /// <summary>Bytes cut, repeated, inserted, changed and turned round, one to four times.</summary>
    public static Gen<byte[]> Anywhere(params byte[][] documents) =>
        Gen.Select(
            Gen.OneOf(documents),
            Gen.Select(Gen.Int[0, 4], Gen.Double[0, 1], Gen.Double[0, 1], Gen.OneOf(Inserted), Gen.Byte).Array[1, 4],
            (document, all) => all.Aggregate(document, Apply));

    /// <summary>Another value where a text, a number or a boolean stood: well-formed still, but its meaning is broken.</summary>
    public static Gen<string> OtherValue(params byte[][] documents) =>
        Gen.Select(Gen.OneOf(documents), Gen.Double[0, 1], Gen.OneOf(Values), (document, place, value) =>
        {
            var text = Encoding.UTF8.GetString(document);
            var values = Value().Matches(text);
            var chosen = values[(int)(place * (values.Count - 1))];
            return text[..chosen.Index] + value + text[(chosen.Index + chosen.Length)..];
        });

    private static byte[] Apply(byte[] bytes, (int Kind, double From, double Length, string Text, byte Byte) damage)
    {
        var from = (int)(damage.From * bytes.Length);
        var to = Math.Min(bytes.Length, from + 1 + (int)(damage.Length * damage.Length * 60));
        return damage.Kind switch
        {
            0 => [.. bytes[..from], .. bytes[to..]],
            1 => [.. bytes[..to], .. bytes[from..]],
            2 => [.. bytes[..from], .. Encoding.UTF8.GetBytes(damage.Text), .. bytes[from..]],
            3 => [.. bytes[..from], damage.Byte, .. bytes[Math.Min(from + 1, bytes.Length)..]],
            _ => [.. bytes[..from], .. bytes[from..to].Reverse(), .. bytes[to..]],
        };
    }

    [GeneratedRegex("""(?<=[:\[,]\s*)("[^"]*"(?!\s*:)|\d+(\.\d+)?|true)""")]
    private static partial Regex Value();
}
