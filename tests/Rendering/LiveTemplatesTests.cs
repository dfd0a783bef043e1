using Campaigns.Model;
using Campaigns.Rendering.Set;
using Microsoft.Extensions.Time.Testing;

namespace Campaigns.Rendering.Tests;

/// <summary>Templates follow their files, and what is broken never takes the place of what works.</summary>
public sealed class LiveTemplatesTests
{
    private const string Sms = "a/hello.sms.en.scriban";
    private const string Mail = "a/hello.email.en.scriban";
    private const string Layout = "layouts/email.en.html.scriban";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Task<LiveTemplates> OpenAsync(ITemplateSource source) => LiveTemplates.OpenAsync(source, Interval, _time, Cancel).AsTask();

    private async Task<TemplateChange> LookAsync(LiveTemplates templates)
    {
        _time.Advance(Interval);
        return await templates.RefreshAsync(Cancel);
    }

    private static string? Text(LiveTemplates templates, string template = "a/hello", Channel? channel = null) =>
        new TemplateRenderer(templates).Render(new RenderRequest(template, channel ?? Channel.Sms, ["en"], Sample.Globals()))
            is RenderResult.Rendered { Message: Model.Messages.RenderedMessage.Text text } ? text.Body : null;

    [Fact]
    public async Task AChangedFile_IsTaken_WhenItIsAtRest()
    {
        var files = new Files { [Sms] = "one" };
        using var templates = await OpenAsync(files);

        files[Sms] = "two";
        Assert.Equal(TemplateChange.UnderWay, await LookAsync(templates));
        files[Sms] = "three"; // it is still being written
        Assert.Equal(TemplateChange.UnderWay, await LookAsync(templates));
        Assert.Equal("one", Text(templates));

        Assert.Equal(TemplateChange.Taken, await LookAsync(templates));
        Assert.Equal("three", Text(templates));
        Assert.Equal(TemplateChange.None, await LookAsync(templates));
    }

    [Fact]
    public async Task AskedWithoutAPause_ItLooksEachTime_AndStillWaitsForRest()
    {
        var files = new Files { [Sms] = "one" };
        using var templates = await LiveTemplates.OpenAsync(files, TimeSpan.Zero, _time, Cancel);

        files[Sms] = "two";
        for (var i = 0; i < 5; i++)
            Assert.Equal(TemplateChange.UnderWay, await templates.RefreshAsync(Cancel));

        Assert.Equal(TemplateChange.Taken, await LookAsync(templates));
        Assert.Equal("two", Text(templates));
    }

    [Fact]
    public async Task FilesThatAreReplacedWhole_AreTakenAtTheFirstLook()
    {
        var files = new Files { [Sms] = "one" };
        files.ReplacesFilesWhole = true;
        using var templates = await OpenAsync(files);

        files[Sms] = "two";

        Assert.Equal(TemplateChange.Taken, await LookAsync(templates));
        Assert.Equal("two", Text(templates));
    }

    [Fact]
    public async Task TheSource_IsLookedAt_OncePerInterval()
    {
        var files = new Files { [Sms] = "one" };
        files.ReplacesFilesWhole = true;
        using var templates = await OpenAsync(files);
        files[Sms] = "two";
        var looks = files.Looks;

        for (var i = 0; i < 10; i++)
            Assert.Equal(TemplateChange.None, await templates.RefreshAsync(Cancel));

        Assert.Equal(looks, files.Looks);
        Assert.Equal("one", Text(templates));
    }

    [Theory]
    [InlineData("Hello {{ customer.given_name ")]
    [InlineData("Hello {{ ")]
    [InlineData("Hello {{ if customer.given_name }} x")]
    [InlineData("Hello {{ nothing 3 }}")]
    [InlineData("---\nsubject: x\n---\nx")]
    public async Task ABrokenFile_DoesNotReplaceAGoodOne_AndIsTold_UntilItIsMended(string broken)
    {
        var files = new Files { [Sms] = "one", ["a/other.sms.en.scriban"] = "other" };
        files.ReplacesFilesWhole = true;
        using var templates = await OpenAsync(files);

        files[Sms] = broken;
        files["a/other.sms.en.scriban"] = "changed too";
        await LookAsync(templates);

        Assert.Equal("one", Text(templates));
        Assert.Equal("changed too", Text(templates, "a/other"));
        Assert.All(templates.Problems, problem => Assert.Equal((Sms, true), (problem.Error.File, problem.EarlierInUse)));
        Assert.NotEmpty(templates.Problems);

        files[Sms] = "mended";
        await LookAsync(templates);

        Assert.Equal("mended", Text(templates));
        Assert.Empty(templates.Problems);
    }

    [Fact]
    public async Task ABrokenFile_ThatNeverWasGood_IsLeftOut_AndTold()
    {
        using var templates = await OpenAsync(new Files { [Sms] = "{{ if }}", ["a/other.sms.en.scriban"] = "other" });

        Assert.Null(Text(templates));
        Assert.Equal("other", Text(templates, "a/other"));
        Assert.All(templates.Problems, problem => Assert.Equal((Sms, false), (problem.Error.File, problem.EarlierInUse)));
    }

    [Fact]
    public async Task ABrokenLayout_KeepsTheEarlierOne_AndTheMailsThatChangedAreTaken()
    {
        var files = new Files { [Mail] = "---\nsubject: one\n---\n<p>one</p>", [Layout] = "<html>{{ content }}</html>" };
        files.ReplacesFilesWhole = true;
        using var templates = await OpenAsync(files);
        Assert.Empty(templates.Problems);
        var version = templates.Current.Templates.Single().Version;

        files[Layout] = "<html>{{ content ";
        files[Mail] = "---\nsubject: two\n---\n<p>two</p>";
        await LookAsync(templates);

        Assert.All(templates.Problems, problem => Assert.Equal((Layout, true), (problem.Error.File, problem.EarlierInUse)));
        Assert.NotEqual(version, templates.Current.Templates.Single().Version);

        files.Remove(Layout);
        await LookAsync(templates);

        Assert.Equal(Layout, Assert.Single(templates.Problems).Error.File);
        Assert.True(templates.Current.Contains("a/hello", Channel.Email));
    }

    [Fact]
    public async Task ARemovedFile_IsGone_ButNotAllOfThemAtOnce()
    {
        var files = new Files { [Sms] = "one", ["a/other.sms.en.scriban"] = "other" };
        files.ReplacesFilesWhole = true;
        using var templates = await OpenAsync(files);

        files.Remove(Sms);
        await LookAsync(templates);
        Assert.Null(Text(templates));

        files.Remove("a/other.sms.en.scriban");
        await LookAsync(templates);
        Assert.Equal("other", Text(templates, "a/other"));
        Assert.True(Assert.Single(templates.Problems).EarlierInUse);
    }

    [Fact]
    public async Task AFolder_HasAnotherVersion_AfterEveryChange()
    {
        var folder = Directory.CreateTempSubdirectory("campaigns-templates-");
        try
        {
            var source = new TemplateFolder(folder.FullName);
            var path = Path.Combine(folder.CreateSubdirectory("a").FullName, "hello.sms.en.scriban");
            var versions = new List<string> { await source.VersionAsync(Cancel) };
            await File.WriteAllTextAsync(path, "one", Cancel);
            versions.Add(await source.VersionAsync(Cancel));
            Assert.Equal(versions[^1], await source.VersionAsync(Cancel));
            await File.WriteAllTextAsync(path, "longer", Cancel);
            versions.Add(await source.VersionAsync(Cancel));
            File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
            versions.Add(await source.VersionAsync(Cancel));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "notes.txt"), "no template", Cancel);
            Assert.Equal(versions[^1], await source.VersionAsync(Cancel));

            Assert.Distinct(versions);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Files in memory.</summary>
    private sealed class Files : Dictionary<string, string>, ITemplateSource
    {
        public int Looks { get; private set; }

        public bool ReplacesFilesWhole { get; set; }

        public ValueTask<IReadOnlyList<TemplateFile>> ReadAsync(CancellationToken cancel) =>
            new([.. this.Select(pair => new TemplateFile(pair.Key, pair.Value))]);

        public ValueTask<string> VersionAsync(CancellationToken cancel)
        {
            Looks++;
            return new(string.Join('\n', this
                .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")));
        }
    }
}
