namespace Campaigns.Architecture.Tests;

/// <summary><c>functions/Azure</c> holds bindings only: what it does not bind lies in projects that every host uses.</summary>
public sealed class BindingTests
{
    private const string Functions = "functions/Azure";

    [Fact]
    public void FunctionsApp_Ports_ImplementsTimersOnly()
    {
        var ports =
            from type in Product.AssemblyOf(Functions).GetTypes()
            from port in type.GetInterfaces()
            where port.Assembly.GetName().Name!.StartsWith("Campaigns.", StringComparison.Ordinal)
            select (type.Name, port.Name);
        Assert.Equal([("DurableTimers", "ITimers")], ports);
    }

    // Stores, providers and receivers are chosen in functions/Hosting. Queues are not on the list: their trigger hands over its type.
    [Theory]
    [InlineData("Azure.Data.Tables")]
    [InlineData("Azure.Storage.Blobs")]
    [InlineData("Azure.Communication.")]
    [InlineData("Azure.Messaging.")]
    [InlineData("SQLitePCLRaw")]
    [InlineData("MailKit")]
    [InlineData("Scriban")]
    public void FunctionsApp_References_NoStoreNorProvider(string library) =>
        Assert.DoesNotContain(Product.AssemblyOf(Functions).GetReferencedAssemblies(),
            name => name.Name!.StartsWith(library, StringComparison.Ordinal));

    [Theory]
    [InlineData("functions/Api", "Microsoft.Azure.Functions")]
    [InlineData("functions/Hosting", "Microsoft.Azure.Functions")]
    [InlineData("functions/Hosting", "Microsoft.DurableTask")]
    [InlineData("functions/Storage", "Microsoft.DurableTask")]
    [InlineData("functions/Senders", "Microsoft.AspNetCore")]
    [InlineData("functions/Storage", "Microsoft.AspNetCore")]
    public void OtherProjects_References_NotWhatBelongsToOneHost(string project, string library) =>
        Assert.DoesNotContain(Product.AssemblyOf(project).GetReferencedAssemblies(),
            name => name.Name!.StartsWith(library, StringComparison.Ordinal));
}
