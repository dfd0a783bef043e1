namespace Campaigns.Infra.Tests.Support;

/// <summary>Files of the repository the tests run in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Infra => At("infra-bicep");

    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find(string from) =>
        File.Exists(Path.Combine(from, "Campaigns.sln")) ? from
        : Path.GetDirectoryName(from) is { } parent ? Find(parent)
        : throw new InvalidOperationException("Campaigns.sln is in no folder above the tests.");
}
