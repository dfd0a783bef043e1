using Campaigns.Model;
using Campaigns.Model.Messages;
using Campaigns.Rendering.Set;
using Scriban.Runtime;

namespace Campaigns.Rendering.Tests;

public class SandboxTests
{
    [Theory]
    [InlineData("{{ while true }}x{{ end }}", "while")]
    [InlineData("{{ func f }}{{ f }}{{ end }}{{ f }}", "functions")]
    [InlineData("{{ f = do; ret f; end }}", "functions")]
    [InlineData("{{ capture x }}y{{ end }}", "not part")]
    [InlineData("{{ import customer }}", "not part")]
    [InlineData("{{ include \"/etc/passwd\" }}", "`include` is not known")]
    [InlineData("{{ object.eval \"1\" }}", "`object` is not known")]
    [InlineData("{{ date.now }}", "`date` is not known")]
    [InlineData("{{ regex.match \"a\" \"a\" }}", "`regex` is not known")]
    [InlineData("{{ this.x }}", "`this`")]
    [InlineData("{{ customer.name = \"x\" }}", "cannot change")]
    [InlineData("{{ customer = 1 }}", "cannot change")]
    [InlineData("{{ $\"{customer.name}\" }}", "outside the braces")]
    public void Parse_WhatATemplateMayNotDo_IsRefusedWithItsPlace(string text, string expected)
    {
        var error = Sample.Errors("Line one\n" + text)[0];
        Assert.Contains(expected, error.Message);
        Assert.Equal(2, error.Line);
        Assert.True(error.Column > 1);
    }

    [Theory]
    [InlineData("{{ for a in 1..100000 }}x{{ end }}")]
    [InlineData("{{ for a in 1..900 }}{{ for b in 1..900 }}{{ for c in 1..900 }}{{ end }}{{ end }}{{ end }}")]
    [InlineData("{{ x = \"ab\" }}{{ for a in 1..40 }}{{ x = x + x }}{{ end }}")]
    [InlineData("{{ x = \"ab\" * 1000000000 }}")]
    [InlineData("{{ x = 9223372036854775807 * 9223372036854775807 }}")]
    [InlineData("{{ x = 1 << 1000000 }}")]
    [InlineData("{{ x = \"a\" }}{{ for a in 1..900 }}{{ x = string.append x x }}{{ end }}")]
    public void Render_TooMuchWork_IsStoppedSoon(string text)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var failed = Sample.Failure("x" + text);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(RenderFailure.TooMuchWork, failed.Reason);
        Assert.Equal(1, failed.Line);
        Assert.InRange(allocated, 1, 1_000_000); // rather than time, which a busy machine has less of
    }

    [Theory]
    [InlineData("sms", 1_000)]
    [InlineData("push", 4_096)]
    [InlineData("email", 262_144)]
    public void Render_LongerThanItsChannelCarries_FailsAndIsNotCutOff(string channel, int limit)
    {
        var header = channel switch { "push" => "---\ntitle: T\n---\n", "email" => "---\nsubject: S\n---\n", _ => "" };
        Assert.Equal(RenderFailure.TooLong,
            Sample.Failure(header + "\n{{ now }}" + new string('x', Math.Min(limit, 250_000))
                + new string('y', limit > 250_000 ? 5_000 : 0) + "{{ for a in 1..1000 }}12345678901234567890{{ end }}",
                new Channel(channel)).Reason);
        if (channel != "email")
            Assert.IsType<RenderResult.Rendered>(Sample.Render(header + new string('x', limit - 1), new Channel(channel)));
    }

    [Fact]
    public void Render_PushOfMoreBytesThanCharacters_IsMeasuredInBytes() =>
        Assert.Equal(RenderFailure.TooLong, Sample.Failure("---\ntitle: T\n---\n" + new string('保', 1_400), Channel.Push).Reason);

    [Fact]
    public void Parse_DeepNesting_IsAnErrorAndNotACrash()
    {
        Assert.NotEmpty(Sample.Errors("{{ " + new string('(', 100_000) + "1" + new string(')', 100_000) + " }}"));
        Assert.NotEmpty(
            Sample.Errors(string.Concat(Enumerable.Repeat("{{ if true }}", 15_000))
                + string.Concat(Enumerable.Repeat("{{ end }}", 5_000))));
    }

    [Fact]
    public void Parse_LeftAndRightDeepExpressions_AreBounded()
    {
        Assert.NotEmpty(Sample.Errors("{{ " + string.Join("+", Enumerable.Repeat("1", 50_000)) + " }}"));
        Assert.NotEmpty(Sample.Errors("{{ " + string.Join(" | ", Enumerable.Repeat("1", 50_000)) + " }}"));
    }

    [Fact]
    public void Render_DotNetObject_ShowsNoMembers()
    {
        var globals = Sample.Globals();
        globals["event"] = new Version(1, 2);
        var failed = Assert.IsType<RenderResult.Failed>(Sample.Render("{{ event.major }}", Channel.Sms, globals));
        Assert.Equal(RenderFailure.UnknownName, failed.Reason);
    }

    [Fact]
    public void Render_ChangingAMemberByIndex_DoesNotTouchTheCallersData()
    {
        var globals = Sample.Globals();
        var errors = Sample.Errors("{{ customer[\"name\"] = \"x\" }}");
        Assert.NotEmpty(errors);
        Assert.Equal("Mei Chen", ((ScriptObject)globals["customer"]!)["name"]);
    }

    [Fact]
    public void Render_AfterAFailure_StartsClean()
    {
        for (var i = 0; i < 100; i++)
        {
            Sample.Failure("{{ x = 1 }}{{ for a in 1..5 }}{{ customer.nope }}{{ end }}");
            Assert.Equal("Mei 1", Sample.Sms("{{ x = 1 }}{{ customer.given_name }} {{ x }}"));
        }
    }

    [Fact]
    public void Render_OwnVariable_IsNotSeenByTheNextMessage()
    {
        var set = TemplateSet.Parse([new TemplateFile("test/one.sms.en.scriban", "{{ if event.gift_name }}{{ x = 1 }}{{ end }}[{{ x }}]")]);
        var renderer = new TemplateRenderer(set);
        var globals = Sample.Globals();
        ((ScriptObject)globals["event"]!)["gift_name"] = "yes";
        Assert.IsType<RenderResult.Rendered>(renderer.Render(new RenderRequest("test/one", Channel.Sms, ["en"], globals)));
        Assert.IsType<RenderResult.Failed>(renderer.Render(new RenderRequest("test/one", Channel.Sms, ["en"], Sample.Globals())));
    }

    [Fact]
    public void Render_ByManyThreads_GivesEachItsOwnText()
    {
        var renderer = new TemplateRenderer(
            TemplateSet.Parse([new TemplateFile("test/one.sms.en.scriban", "{{ for a in 1..3 }}{{ x = customer.name }}{{ end }}{{ x }}")]));
        Parallel.For(0, 2_000, i =>
        {
            var globals = new Dictionary<string, object?> { ["customer"] = new ScriptObject { ["name"] = $"No. {i}" } };
            var rendered = Assert.IsType<RenderResult.Rendered>(
                renderer.Render(new RenderRequest("test/one", Channel.Sms, ["en"], globals)));
            Assert.Equal($"No. {i}", ((RenderedMessage.Text)rendered.Message).Body);
        });
    }
}
