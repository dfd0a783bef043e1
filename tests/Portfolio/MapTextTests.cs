using System.Text;

namespace Campaigns.Portfolio.Tests;

/// <summary>A map that is no text, or holds what no text can: a finding, whatever the bytes.</summary>
public sealed class MapTextTests
{
    public static TheoryData<byte[]> Texts => new((byte[][])
    [
        [0xFF, 0xFE, (byte)'{', 0],
        [0, 1, 2, 3],
        "{ \"timeZone\": \"\\ud800\" }"u8.ToArray(),
        "{ \"\\ud800\": 1, \"\\udc00\": 2 }"u8.ToArray(),
        [.. "{ \"timeZone\": \""u8, 0xFF, 0xC0, .. "\" }"u8],
        [.. "{ \""u8, 0xFF, .. "\": 1 }"u8],
        Encoding.Unicode.GetBytes("{ \"timeZone\": \"UTC\" }"),
    ]);

    [Theory]
    [MemberData(nameof(Texts))]
    public void Parse_WhatIsNoText_IsAFinding(byte[] text)
    {
        var read = MapParser.Parse(text);
        Assert.Null(read.Map);
        Assert.NotEmpty(read.Findings);
    }
}
