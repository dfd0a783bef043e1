using System.Text;
using Campaigns.Runtime.Releases;
using CsCheck;

namespace Campaigns.Releases.Tests;

public sealed class WorkspaceFilesTests : IDisposable
{
    private static readonly Gen<string> Paths = OneOf(
        "catalog.json", "contact-policy.json", "campaigns.json", "wording.json", "journeys/a.json", "journeys/b.json", "journeys/scenarios/s.json",
        "templates/a/b.sms.en.scriban", "templates/layouts/email.en.html.scriban", "templates/locales/en.scriban", "audiences/vip.json",
        "scenarios/größe.json", "templates/a/保單.txt");

    private static readonly Gen<byte[]> Contents = Gen.Frequency(
        (3, Gen.String.Select(Encoding.UTF8.GetBytes)), (1, Gen.Byte.Array[0, 40]),
        (1, OneOf("\uFEFF{}\r\n", "{ \"a\": 1 }\r\n", "{ \"a\": 1 }\n", "").Select(Encoding.UTF8.GetBytes)));

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-workspace-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Pull_OfWhatWasRead_IsTheSameByteForByte()
    {
        var number = 0;
        await Gen.Select(Paths, Contents).List[1, 8].SampleAsync(async files =>
        {
            var workspace = files.DistinctBy(file => file.Item1).Select(file => new ReleaseFile(file.Item1, file.Item2)).ToList();
            var first = Path.Combine(_folder.FullName, $"{Interlocked.Increment(ref number)}");
            await WorkspaceFiles.WriteAsync(first, workspace, Cancel);
            var (content, problems) = await WorkspaceFiles.ReadAsync(first, Cancel);
            Assert.Empty(problems);
            // Over another workspace: what the release does not have goes, what is no part of releases stays.
            var second = first + "b";
            await WorkspaceFiles.WriteAsync(second, [new("journeys/z.json", "{}"u8.ToArray()), .. workspace.Take(1)], Cancel);
            await File.WriteAllTextAsync(Path.Combine(second, "README.md"), "mine", Cancel);
            await WorkspaceFiles.WriteAsync(second, content!.Files, Cancel);
            var (again, _) = await WorkspaceFiles.ReadAsync(second, Cancel);
            Assert.Equal(workspace.OrderBy(file => file.Path, StringComparer.Ordinal).Select(Line), again!.Files.Select(Line));
            Assert.Equal(content.Manifest.Id, again.Manifest.Id);
            Assert.True(File.Exists(Path.Combine(second, "README.md")));
        }, iter: 60);

        static string Line(ReleaseFile file) => $"{file.Path} {Convert.ToHexString(file.Content.Span)}";
    }

    [Fact]
    public async Task Read_TakesTheFilesOfAReleaseAlone()
    {
        foreach (var file in new[] { "README.md", ".git/config", "journeys/a.json", "journeys/.a.json.swp", "journeys/a.json~", "journeys/schemas/j.json",
            "templates/.DS_Store", "templates/a/b.sms.en.scriban", "notes/x.json", "wording.json" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder.FullName, file))!);
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, file), "x", Cancel);
        }

        var (content, _) = await WorkspaceFiles.ReadAsync(_folder.FullName, Cancel);
        Assert.Equal(["journeys/a.json", "templates/a/b.sms.en.scriban", "wording.json"], content!.Manifest.Entries.Select(entry => entry.Path));
    }

    [Fact]
    public async Task Read_LinkThroughALinkedFolder_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "making links takes a right there");
        var outside = _folder.CreateSubdirectory("outside");
        await File.WriteAllTextAsync(Path.Combine(outside.FullName, "a.json"), "{}", Cancel);
        var workspace = _folder.CreateSubdirectory("workspace").FullName;
        Directory.CreateDirectory(Path.Combine(workspace, "journeys"));
        Directory.CreateSymbolicLink(Path.Combine(workspace, "shared"), outside.FullName);
        File.CreateSymbolicLink(Path.Combine(workspace, "journeys", "a.json"), Path.Combine(workspace, "shared", "a.json"));

        var (content, problems) = await WorkspaceFiles.ReadAsync(workspace, Cancel);

        Assert.Null(content);
        Assert.StartsWith("journeys/a.json", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_LinkOutOfTheWorkspace_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "making links takes a right there");
        var outside = Path.Combine(_folder.FullName, "secret.json");
        await File.WriteAllTextAsync(outside, "{}", Cancel);
        var workspace = Path.Combine(_folder.FullName, "workspace");
        Directory.CreateDirectory(Path.Combine(workspace, "journeys"));
        await File.WriteAllTextAsync(Path.Combine(workspace, "journeys", "a.json"), "{}", Cancel);
        File.CreateSymbolicLink(Path.Combine(workspace, "journeys", "same.json"), Path.Combine(workspace, "journeys", "a.json"));
        Assert.NotNull((await WorkspaceFiles.ReadAsync(workspace, Cancel)).Content);
        File.CreateSymbolicLink(Path.Combine(workspace, "journeys", "b.json"), outside);
        Directory.CreateSymbolicLink(Path.Combine(workspace, "templates"), _folder.FullName);
        var (content, problems) = await WorkspaceFiles.ReadAsync(workspace, Cancel);
        Assert.Null(content);
        Assert.Equal(["journeys/b.json", "templates"], problems.Select(problem => problem.Split(':')[0]).Order());
        await Assert.ThrowsAsync<InvalidDataException>(() => WorkspaceFiles.WriteAsync(workspace, [new("journeys/c.json", "{}"u8.ToArray())], Cancel));
    }

    [Theory]
    [InlineData("../journeys/a.json")]
    [InlineData("/etc/passwd")]
    [InlineData("journeys/../../a.json")]
    [InlineData("journeys//a.json")]
    [InlineData("journeys\\a.json")]
    [InlineData("journeys/con.json")]
    [InlineData("journeys/a.json ")]
    [InlineData("journeys/a\u0308.json")]
    [InlineData("notes/a.json")]
    [InlineData("journeys/.hidden")]
    public async Task PathThatIsNone_IsRefused_WhereverItComesFrom(string path)
    {
        Assert.NotNull(ReleasePaths.Problem(path));
        Assert.NotEmpty(ReleaseManifest.Of([new ReleaseFile(path, "{}"u8.ToArray())]).Problems);
        await Assert.ThrowsAsync<InvalidDataException>(() => WorkspaceFiles.WriteAsync(_folder.FullName, [new(path, "{}"u8.ToArray())], Cancel));
        Assert.Empty(Directory.GetFiles(_folder.FullName, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Id_IsOfWhatFilesSay_WhereverTheyWereCheckedOut()
    {
        var id = IdOf(("journeys/a.json", "{\n}\n"), ("catalog.json", "{}"));
        Assert.Equal(id, IdOf(("catalog.json", "{}"), ("journeys/a.json", "\uFEFF{\r\n}\r\n")));
        Assert.NotEqual(id, IdOf(("journeys/b.json", "{\n}\n"), ("catalog.json", "{}")));
        Assert.NotEqual(id, IdOf(("journeys/a.json", "{\n }\n"), ("catalog.json", "{}")));
        Assert.NotEmpty(ReleaseManifest.Of([new ReleaseFile("journeys/a.json", default), new ReleaseFile("journeys/A.json", default)]).Problems);
        Assert.NotEmpty(ReleaseManifest.Of(Array.Empty<ReleaseFile>()).Problems);

        static string IdOf(params (string Path, string Text)[] files) =>
            ReleaseManifest.Of(files.Select(file => new ReleaseFile(file.Path, Encoding.UTF8.GetBytes(file.Text)))).Manifest!.Id;
    }
}
