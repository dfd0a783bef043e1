using System.Collections.Concurrent;

namespace Campaigns.Api.Tests.Hosting;

/// <summary>Which statuses have really been answered, over all tests of the run.</summary>
internal static class Coverage
{
    private static readonly ConcurrentDictionary<(string Method, string Path, int Status), bool> Answered = new();

    public static IReadOnlyCollection<(string Method, string Path, int Status)> All => [.. Answered.Keys];

    public static void Note(string method, string path, int status) => Answered[(method, path.Split('?')[0], status)] = true;
}
