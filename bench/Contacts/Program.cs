using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Campaigns.Contacts.Benchmarks;

/// <summary>What a decision of the contact policy costs: <c>dotnet run --project bench/Contacts -c Release</c>.</summary>
internal static class Program
{
    private static void Main(string[] args) => BenchmarkSwitcher.FromTypes([typeof(Decisions), typeof(WorstSearch)])
        .Run(args.Length == 0 ? ["--filter", "*"] : args,
            DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)));
}
