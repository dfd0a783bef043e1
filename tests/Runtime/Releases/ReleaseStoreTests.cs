using System.Text;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Releases;
using CsCheck;

namespace Campaigns.Runtime.Tests.Releases;

/// <summary>Files of releases: kept once, as they were, or not at all.</summary>
public sealed class ReleaseStoreTests
{
    private static CancellationToken Cancel => ReleaseWorld.Cancel;

    [Fact]
    public async Task Read_GivesWhatWasAdded_ByteForByte()
    {
        await using var world = await ReleaseWorld.StartAsync();
        var releases = world.Library.Releases;
        await Gen.Select(Gen.Int[1, 9], Gen.OneOf(Gen.Byte.Array[0, 200], Gen.String.Select(Encoding.UTF8.GetBytes))).List[1, 6].SampleAsync(async files =>
        {
            var content = files.DistinctBy(file => file.Item1).Select(file => new ReleaseFile($"audiences/{file.Item1}.json", file.Item2)).ToList();
            foreach (var file in content)
                await releases.AddBlobAsync(file.Content, Cancel);
            var made = await releases.AddAsync(ReleaseManifest.Of(content).Manifest!, "ann", "", world.Time.Now, Cancel);
            var manifest = await releases.ManifestAsync((await releases.FindAsync(made.Id, Cancel))!, Cancel);
            var read = await releases.ReadAsync(manifest.Entries, Cancel);
            Assert.Equal(manifest.Id, made.Id);
            Assert.Equal(content.OrderBy(file => file.Path, StringComparer.Ordinal).Select(Line), read.Select(Line));
        }, iter: 100, threads: 1);

        static string Line(ReleaseFile file) => $"{file.Path} {ReleaseFile.CanonicalHashOf(file.Content.Span)}";
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((512 * 1024) - 1)]
    [InlineData(512 * 1024)]
    [InlineData((512 * 1024) + 1)]
    [InlineData(1024 * 1024)]
    public async Task Blob_OfAnySize_ComesBack(int size)
    {
        await using var world = await ReleaseWorld.StartAsync();
        var content = new byte[size];
        Random.Shared.NextBytes(content);
        "#2 "u8[..Math.Min(size, 3)].CopyTo(content); // no version of a row's format
        var hash = await world.Library.Releases.AddBlobAsync(content, Cancel);
        Assert.Equal(content, (await world.Library.Releases.BlobAsync(hash, Cancel))!.Value.ToArray());
        Assert.Empty(await world.Library.Releases.MissingAsync([hash], Cancel));
    }

    [Fact]
    public async Task Blob_CutOff_IsMissing_AndOneThatIsDamaged_IsTold()
    {
        await using var world = await ReleaseWorld.StartAsync();
        var content = new byte[1024 * 1024];
        var hash = ReleaseFile.HashOf(content);
        world.Store.CrashAt(1, afterwards: true);
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await world.Library.Releases.AddBlobAsync(content, Cancel));
        world.Store.Restart();
        Assert.Equal([hash], await world.Library.Releases.MissingAsync([hash], Cancel));
        Assert.Null(await world.Library.Releases.BlobAsync(hash, Cancel));
        await world.Library.Releases.AddBlobAsync(content, Cancel);
        await world.Rows.CommitAsync(ReleaseStore.Table, hash, [new RowChange.Delete("0001")], Cancel);
        await Assert.ThrowsAsync<InvalidDataException>(async () => await world.Library.Releases.BlobAsync(hash, Cancel));
    }

    [Fact]
    public async Task Files_OfManyReleases_AreKeptOnce()
    {
        await using var world = await ReleaseWorld.StartAsync();
        for (var i = 0; i < 20; i++)
            await world.DeployAsync(ReleaseWorld.Content("the same", 3, "age", ("changes", i)));
        var rows = await world.Rows.ScanAsync(ReleaseStore.Table, "", "~", after: null, 1000, Cancel);
        var files = rows.Count(row => !row.Partition.StartsWith('@'));
        Assert.Equal(3 + 20 + 20, files); // catalog, policy and text once; a journey and a list of files for each
        Assert.Equal(20, (await world.Library.DeploymentsAsync(100, Cancel)).Count);
    }
}
