using System.Collections.Concurrent;

namespace Campaigns.Rendering.Sandbox;

/// <summary>Contexts kept for the next message: building one costs more than rendering an SMS.</summary>
internal static class SandboxPool
{
    private const int MaxPooled = 64;

    private static readonly ConcurrentBag<SandboxContext> Free = [];

    internal static SandboxContext Rent() => Free.TryTake(out var context) ? context : new SandboxContext();

    /// <summary>Takes a context back after a rendering that went well; one that failed is left to the collector.</summary>
    internal static void Return(SandboxContext context)
    {
        // Nobody's data waits in the pool.
        context.Begin(LocaleChain.Last, NoGlobals, reply: null);
        if (Free.Count < MaxPooled) Free.Add(context);
    }

    private static readonly Dictionary<string, object?> NoGlobals = [];
}
