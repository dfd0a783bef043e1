using System.Diagnostics.CodeAnalysis;

namespace Campaigns.Azure.Tests.Support;

/// <summary>Tests that read the published app, which is published once for all of them.</summary>
[CollectionDefinition(Name)]
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "xunit calls it a collection")]
public sealed class PublishedCollection : ICollectionFixture<PublishedApp>
{
    public const string Name = "published app";
}

/// <summary>Tests on one task hub, each with clocks of its own.</summary>
[CollectionDefinition(Name)]
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "xunit calls it a collection")]
public sealed class TaskHubCollection : ICollectionFixture<TaskHub>
{
    public const string Name = "task hub";
}
