using Campaigns.Azurite;

[assembly: AssemblyFixture(typeof(SharedAzurite))]
