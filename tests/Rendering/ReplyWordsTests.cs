using System.Text.RegularExpressions;
using Campaigns.Model;
using Campaigns.Model.Messages;
using Campaigns.Rendering.Set;
using CsCheck;

namespace Campaigns.Rendering.Tests;

/// <summary>The words that texts tell customers to reply with are those that are understood.</summary>
public partial class ReplyWordsTests
{
    private static readonly ReplyWords Shipped = Sample.Shipped.Replies;

    public static TheoryData<string, string> MarketingTexts() =>
    [
        .. Sample.Shipped.Templates.Where(template => template.Channel == Channel.Sms && template.Name != "gift/verify")
            .Select(template => (template.Name, template.Locale)),
    ];

    [Theory]
    [MemberData(nameof(MarketingTexts))]
    public void Read_TheWordThatAShippedTextNames_Stops(string template, string locale)
    {
        var rendered = Assert.IsType<RenderResult.Rendered>(new TemplateRenderer(Sample.Shipped)
            .Render(new RenderRequest(template, Channel.Sms, [locale], Sample.Globals(locale))));
        var text = Assert.IsType<RenderedMessage.Text>(rendered.Message).Body;
        var told = WayOut().Match(text);

        Assert.True(told.Success, text);
        Assert.Equal(ReplyMeaning.Stop, Shipped.Read(told.Groups["word"].Value));
        // Some repeat what they were told.
        Assert.Equal(ReplyMeaning.Stop, Shipped.Read(told.Value));
    }

    [Theory]
    [InlineData("STOP")]
    [InlineData("STOP,")]
    [InlineData("Stop. Do not write to me again")]
    [InlineData("stop!!! 😡")]
    [InlineData("🛑 STOP 🛑️")]
    [InlineData("S.T.O.P")]
    [InlineData("ST\u200BOP")]
    [InlineData("\"STOP\"")]
    [InlineData("STOP\r\nSent from my phone")]
    [InlineData("Reply STOP")]
    [InlineData("stop please")]
    [InlineData("Stop all")]
    [InlineData("opt-out")]
    [InlineData("Leave me alone. Unsubscribe")]
    [InlineData("退訂，")]
    [InlineData("退訂。謝謝")]
    [InlineData("我要退訂")]
    [InlineData("請退訂")]
    [InlineData("回覆N")]
    [InlineData("回覆 Ｎ")]
    [InlineData("回复：R")]
    [InlineData("退訂請回覆N")]
    [InlineData("拒收请回复R")]
    [InlineData("Ｒ")]
    [InlineData("r。")]
    [InlineData("ＴＤ")]
    [InlineData("不要再傳了，退訂")]
    [InlineData("N, thanks")]
    [InlineData("START STOP")]
    public void Read_AnswersThatRefuse_Stop(string reply) => Assert.Equal(ReplyMeaning.Stop, Shipped.Read(reply));

    [Theory]
    [InlineData("Please stop by tomorrow", ReplyMeaning.None)]
    [InlineData("No, thanks", ReplyMeaning.None)]
    [InlineData("YES", ReplyMeaning.None)]
    [InlineData("tend", ReplyMeaning.None)]
    [InlineData("I am not free. T", ReplyMeaning.None)]
    [InlineData("取消的保單怎麼辦", ReplyMeaning.None)]
    [InlineData("", ReplyMeaning.None)]
    [InlineData(" . ", ReplyMeaning.None)]
    [InlineData("\uD83D", ReplyMeaning.None)]
    [InlineData("START", ReplyMeaning.Start)]
    [InlineData("Unstop.", ReplyMeaning.Start)]
    [InlineData("恢復訂閱", ReplyMeaning.Start)]
    [InlineData("Start. When can I come?", ReplyMeaning.None)]
    [InlineData("HELP", ReplyMeaning.Help)]
    [InlineData("help?", ReplyMeaning.Help)]
    [InlineData("info", ReplyMeaning.Help)]
    [InlineData("帮助", ReplyMeaning.Help)]
    public void Read_OtherAnswers_MeanWhatTheySay(string reply, ReplyMeaning meaning) => Assert.Equal(meaning, Shipped.Read(reply));

    [Fact]
    public void Read_WhateverStandsAroundAWord_ChangesNothing()
    {
        string[] noises = [" ", "\t", "!", ".", "。", "，", "…", "「", "」", "\"", "-", "(", ")", "\u200B", "\u2060", "\uFEFF", "+", "~", "\u3000"];
        var noise = Gen.Int[0, noises.Length - 1].Select(i => noises[i]);
        var words = Shipped.Of(ReplyMeaning.Stop).ToArray();
        Gen.Select(Gen.Int[0, words.Length - 1].Select(i => words[i]), noise.Array[0, 4], noise.Array[0, 4], Gen.Bool)
            .Sample(draw =>
            {
                var (word, before, after, upper) = draw;
                var reply = string.Concat(before) + (upper ? word.ToUpperInvariant() : word) + string.Concat(after);
                return Shipped.Read(reply) == ReplyMeaning.Stop;
            });
    }

    [Fact]
    public void Read_AnyText_NeverFails() => Gen.String[0, 400].Sample(text => Enum.IsDefined(Shipped.Read(text)));

    [Fact]
    public void Locales_AnInstallationAddsItsOwnWord_TextsNameItAndItIsUnderstood()
    {
        var set = TemplateSet.Parse(
        [
            new TemplateFile("locales/fr.scriban", "---\nstop: ARRÊT, STOP\nhelp: AIDE\n---\n"),
            new TemplateFile("t/a.sms.fr.scriban", "Répondez {{ reply.stop }}"),
            new TemplateFile("t/a.sms.zh-Hans.scriban", "回复{{ reply.stop }}"),
        ]);

        Assert.Empty(set.Errors);
        var text = Assert.IsType<RenderResult.Rendered>(
            new TemplateRenderer(set).Render(new RenderRequest("t/a", Channel.Sms, ["fr"], Sample.Globals())));
        Assert.Equal("Répondez ARRÊT", ((RenderedMessage.Text)text.Message).Body);
        Assert.Equal(ReplyMeaning.Stop, set.Replies.Read("arrêt."));
        Assert.Equal(ReplyMeaning.Help, set.Replies.Read("Aide"));
        Assert.Equal(ReplyMeaning.None, Shipped.Read("arrêt."));
        Assert.Equal(ReplyMeaning.Stop, set.Replies.Read("R")); // what the product ships is understood all the same
    }

    [Theory]
    [InlineData("locales/fr.scriban", "---\nstopp: X\n---\n", "did you mean \"stop\"")]
    [InlineData("locales/fr.scriban", "---\nstop: A\nstop: B\n---\n", "set twice")]
    [InlineData("locales/fr.scriban", "---\nstop: !!!\n---\n", "would not be understood")]
    [InlineData("locales/fr.scriban", "---\nstart: STOP\nstop: STOP\n---\n", "another meaning")]
    [InlineData("locales/fr.scriban", "---\nstop: X\n---\nHello", "no text follows")]
    [InlineData("locales/fr/words.scriban", "---\nstop: X\n---\n", "file name")]
    public void Locales_AFileAtFault_IsReported(string path, string text, string says) =>
        Assert.Contains(says, Assert.Single(TemplateSet.Parse([new TemplateFile(path, text)]).Errors).Message);

    [Fact]
    public void Version_OfATextThatNamesTheWord_ChangesWithIt()
    {
        string Version(string word) => TemplateSet.Parse(
        [
            new TemplateFile("locales/en.scriban", $"---\nstop: {word}\n---\n"), new TemplateFile("t/a.sms.en.scriban", "Reply {{ reply.stop }}"),
        ]).Templates.Single().Version;

        Assert.NotEqual(Version("STOP"), Version("QUIT"));
    }

    [GeneratedRegex("Reply (?<word>\\w+) to opt out|(?:退訂|取消訂閱)請回覆(?<word>\\w+)|拒收请回复(?<word>\\w+)")]
    private static partial Regex WayOut();
}
