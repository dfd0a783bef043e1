using System.Reflection;
using Campaigns.Azurite;
using Campaigns.Hosting;
using Campaigns.Hosting.Maintenance;
using Campaigns.Local.Tests.Commands;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Storage;

namespace Campaigns.Local.Tests.Maintenance;

/// <summary>A store that is backed up and restored, or copied, is the store it was.</summary>
public sealed class StoreCopyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder.FullName, "data");

    private string Path2(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task FillAsync(int customers = 3)
    {
        Directory.CreateDirectory(Data);
        await using var store = StoreLocation.In(Data).Open(TimeProvider.System);
        await using var session = await StoreSession.OpenAsync(store, StoreLocation.In(Data), TimeProvider.System, Cancel);
        await LibrarySeed.SeedAsync(session.Library, CampaignFolder.Shipped, publish: true, Cancel);
        for (var i = 0; i < customers; i++)
        {
            await session.Runner.HandleAsync(new CustomerEvent("test", $"e{i}", "customer.updated", session.Runner.Now, new($"客戶{i}"),
                Model.Customers.AttributeBag.Of([new("name", $"Ann {i}"), new("email", $"a{i}@example.com")])), Cancel);
        }

        await store.Queues.SendAsync("work-poison", ["{\"Body\":\"x\",\"Reason\":\"y\",\"At\":\"\"}"u8.ToArray()], NodaTime.Duration.Zero,
            Cancel);
        await File.WriteAllTextAsync(Path.Combine(Data, "links.key"), "a key", Cancel);
    }

    private static async Task<List<string>> ContentOfAsync(IStore store)
    {
        var rows = new List<string>();
        foreach (var table in StoreCopy.Tables.Append(CustomerStore.Table))
        {
            foreach (var row in await store.Rows.ScanAsync(table, "", "\uffff", after: null, 1000, Cancel))
                rows.Add($"{table}|{row.Partition}|{row.Key}|{Convert.ToHexString(row.Body.Span)}");
        }

        return rows;
    }

    private static async Task<List<string>> ContentOfAsync(string folder, string? but = null)
    {
        await using var store = StoreLocation.In(folder).Open(TimeProvider.System);
        return [.. (await ContentOfAsync(store)).Where(row => but is null || !row.StartsWith(but + "|", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task Backup_WhileTheStoreIsOpen_RestoredElsewhere_IsTheSame()
    {
        await FillAsync();
        await using (StoreLocation.In(Data).Open(TimeProvider.System))
        {
            var backup = await CommandRun.RunAsync("backup", "--data", Data, "--to", Path2("backup"), "--json");
            Assert.Equal((0, ""), (backup.Code, backup.Error));
        }

        var restored = await CommandRun.RunAsync("restore", Path2("backup"), "--data", Path2("other"));

        Assert.Equal((0, ""), (restored.Code, restored.Error));
        Assert.Equal(await ContentOfAsync(Data), await ContentOfAsync(Path2("other")));
        Assert.Equal("a key", await File.ReadAllTextAsync(Path.Combine(Path2("other"), "links.key"), Cancel));
    }

    [Fact]
    public async Task Restore_OverAStore_IsRefused_OrKeepsTheOldOneAside()
    {
        await FillAsync();
        await CommandRun.RunAsync("backup", "--data", Data, "--to", Path2("backup"));
        await using (var store = StoreLocation.In(Data).Open(TimeProvider.System))
            await store.Rows.CommitAsync("links", "newer", [new RowChange.Upsert("a", "b"u8.ToArray())], Cancel);

        var refused = await CommandRun.RunAsync("restore", Path2("backup"), "--data", Data);
        var replaced = await CommandRun.RunAsync("restore", Path2("backup"), "--data", Data, "--replace", "--json");

        Assert.Equal(1, refused.Code);
        Assert.Contains("--replace", refused.Error, StringComparison.Ordinal);
        Assert.Equal((0, ""), (replaced.Code, replaced.Error));
        Assert.DoesNotContain(await ContentOfAsync(Data), row => row.StartsWith("links|newer", StringComparison.Ordinal));
        Assert.Contains(await ContentOfAsync(replaced.Json.GetProperty("aside").GetString()!),
            row => row.StartsWith("links|newer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Restore_WhileAHostRuns_IsRefused_AndTouchesNothing()
    {
        await FillAsync();
        await CommandRun.RunAsync("backup", "--data", Data, "--to", Path2("backup"));
        var before = await ContentOfAsync(Data);

        CommandRun refused;
        using (HostLock.TryTake(Data))
            refused = await CommandRun.RunAsync("restore", Path2("backup"), "--data", Data, "--replace");

        Assert.Equal(1, refused.Code);
        Assert.Contains("A host runs on", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, await ContentOfAsync(Data));
    }

    [Theory]
    [InlineData("campaigns.db", "has changed")]
    [InlineData("backup.json", "not a backup")]
    public async Task Restore_OfADamagedBackup_IsRefused_AndTouchesNothing(string file, string says)
    {
        await FillAsync();
        await CommandRun.RunAsync("backup", "--data", Data, "--to", Path2("backup"));
        var path = Path.Combine(Path2("backup"), file);
        if (file.EndsWith(".json", StringComparison.Ordinal))
            File.Delete(path);
        else
            await File.AppendAllTextAsync(path, "x", Cancel);

        var refused = await CommandRun.RunAsync("restore", Path2("backup"), "--data", Path2("other"));

        Assert.Equal(1, refused.Code);
        Assert.Contains(says, refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path2("other")) && Directory.EnumerateFiles(Path2("other")).Any());
    }

    [Fact]
    public async Task Backup_OverABackup_IsRefused()
    {
        await FillAsync();
        await CommandRun.RunAsync("backup", "--data", Data, "--to", Path2("backup"));

        var again = await CommandRun.RunAsync("backup", "--data", Data, "--to", Path2("backup"));

        Assert.Equal(1, again.Code);
        Assert.Contains("not empty", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_IntoAnEmptyStore_IsTheSame_AndIntoAFilledOneIsRefused()
    {
        await FillAsync();

        var copied = await CommandRun.RunAsync("copy", "--from-data", Data, "--to-data", Path2("copy"), "--json");
        var again = await CommandRun.RunAsync("copy", "--from-data", Data, "--to-data", Path2("copy"));

        Assert.Equal((0, ""), (copied.Code, copied.Error));
        Assert.Equal(1, copied.Json.GetProperty("queue work-poison").GetInt64());
        Assert.Equal(await ContentOfAsync(Data, but: "sweeps"), await ContentOfAsync(Path2("copy"), but: "sweeps"));
        Assert.Contains(await ContentOfAsync(Path2("copy")), row => row.Contains("|renewal-countdown|Resume", StringComparison.Ordinal));
        Assert.Equal(1, again.Code);
        Assert.Contains("not empty", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_ToAnAccountAndBack_IsTheSame()
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        await FillAsync();
        await using var azurite = await AzuriteServer.StartAsync();

        var there = await CommandRun.RunAsync("copy", "--from-data", Data, "--to-storage", azurite.ConnectionString);
        var back = await CommandRun.RunAsync("copy", "--from-storage", azurite.ConnectionString, "--to-data", Path2("back"));

        Assert.Equal((0, "", 0, ""), (there.Code, there.Error, back.Code, back.Error));
        Assert.Equal(await ContentOfAsync(Data, but: "sweeps"), await ContentOfAsync(Path2("back"), but: "sweeps"));
    }

    /// <summary>A table that is added, and forgotten in the copy, would be lost on the way to the cloud.</summary>
    [Fact]
    public void Copy_KnowsEveryTable() => Assert.Equal(
        AppDomain.CurrentDomain.GetAssemblies().Where(assembly =>
            assembly.GetName().Name!.StartsWith("Campaigns.", StringComparison.Ordinal))
            .SelectMany(assembly => assembly.GetTypes())
            .Select(type => type.GetField("Table", BindingFlags.Public | BindingFlags.Static)).OfType<FieldInfo>()
            .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).Distinct().Order(StringComparer.Ordinal),
        StoreCopy.Tables.Append(CustomerStore.Table).Order(StringComparer.Ordinal));
}
