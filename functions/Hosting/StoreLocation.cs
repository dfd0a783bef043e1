using System.Text.RegularExpressions;
using Azure.Identity;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Outbox;
using Campaigns.Storage;
using Campaigns.Storage.Azure;
using Campaigns.Storage.Embedded;

namespace Campaigns.Hosting;

/// <summary>Where a store lies: in a folder of this machine, or in an Azure storage account.</summary>
public abstract partial record StoreLocation
{
    /// <summary>The file of the embedded store, but for that of a replay.</summary>
    public const string FileName = "campaigns.db";

    /// <summary>The file of a replay's store.</summary>
    public const string ReplayFileName = "replay.db";

    /// <summary>The folder of messages beside an embedded store, when no other provider is set up.</summary>
    public const string OutboxFolder = "outbox";

    private StoreLocation()
    {
    }

    /// <summary>What people call it, to stand before "knows no customer"; never a key.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it is reached over a network.</summary>
    public bool IsAccount => this is not InFile;

    /// <summary>The same, to stand after "into".</summary>
    public abstract string Location { get; }

    /// <summary>The option that names it again on a command line; a connection string is not repeated.</summary>
    public abstract string Option { get; }

    /// <summary>Where hosts leave copies of messages beside the store.</summary>
    public virtual IReadOnlyList<ICustomerDataCopy> Copies => [];

    /// <summary>The account of <c>--storage</c>: a connection string, or a name, which is opened as whoever is signed in.</summary>
    /// <exception cref="HostConfigurationException">It is neither.</exception>
    public static StoreLocation Account(string storage) =>
        AccountNameShape().IsMatch(storage) ? new OfIdentity(storage) : new OfConnection(storage);

    /// <summary>A store that is there already; null when the folder has none.</summary>
    public static StoreLocation? Find(string folder)
    {
        foreach (var name in (ReadOnlySpan<string>)[FileName, ReplayFileName])
        {
            if (Path.Combine(folder, name) is var path && System.IO.File.Exists(path))
                return new InFile(folder, path);
        }

        return null;
    }

    /// <summary>A store to be made in a folder, or the one that is there.</summary>
    public static StoreLocation In(string folder) => new InFile(folder, Path.Combine(folder, FileName));

    /// <summary>Opens it; an account is sent nothing yet.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="durability">What an acknowledged write survives; a word for the embedded store alone.</param>
    /// <exception cref="HostConfigurationException">The connection string is none.</exception>
    public abstract IStore Open(TimeProvider time, Durability durability = Durability.Process);

    [GeneratedRegex("^[a-z0-9]{3,24}\\z")]
    private static partial Regex AccountNameShape();

    private sealed record InFile(string Folder, string File) : StoreLocation
    {
        public override string Name => $"The store in {Folder}";

        public override string Location => Folder;

        public override string Option => $"--data {Folder}";

        public override IReadOnlyList<ICustomerDataCopy> Copies => [new OutboxCopies(Path.Combine(Folder, OutboxFolder))];

        public override IStore Open(TimeProvider time, Durability durability) => EmbeddedStore.Open(File, time, durability);
    }

    private sealed record OfConnection(string ConnectionString) : StoreLocation
    {
        public override string Name => "The storage account";

        public override string Location => "the storage account";

        public override string Option => "--storage …";

        public override IStore Open(TimeProvider time, Durability durability)
        {
            try
            {
                return AzureStore.Open(ConnectionString, time);
            }
            catch (FormatException e)
            {
                throw new HostConfigurationException(
                    $"--storage: {e.Message} The name alone opens the account with the identity signed in to Azure.");
            }
        }
    }

    private sealed record OfIdentity(string AccountName) : StoreLocation
    {
        public override string Name => $"The storage account {AccountName}";

        public override string Location => $"the storage account {AccountName}";

        public override string Option => $"--storage {AccountName}";

        public override IStore Open(TimeProvider time, Durability durability) =>
            AzureStore.Open(AzureServices.Of(AccountName), new DefaultAzureCredential(), time);
    }
}
