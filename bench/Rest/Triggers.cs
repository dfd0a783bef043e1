using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;

namespace Campaigns.Rest.Benchmarks;

/// <summary>Functions with the app's queue triggers and its entity, which do nothing.</summary>
public static class Triggers
{
    /// <summary>The queues that trigger functions of the app.</summary>
    public static IReadOnlyList<string> Queues { get; } = ["sms", "push", "email", "wechat", "call", "agent", "facts", "events", "work"];

    /// <summary>A text message.</summary>
    [FunctionName("Sms")]
    public static void Sms([QueueTrigger("sms")] string message) => _ = message;

    /// <summary>A push message.</summary>
    [FunctionName("Push")]
    public static void Push([QueueTrigger("push")] string message) => _ = message;

    /// <summary>A mail.</summary>
    [FunctionName("Email")]
    public static void Email([QueueTrigger("email")] string message) => _ = message;

    /// <summary>A WeChat message.</summary>
    [FunctionName("WeChat")]
    public static void WeChat([QueueTrigger("wechat")] string message) => _ = message;

    /// <summary>A call.</summary>
    [FunctionName("Call")]
    public static void Call([QueueTrigger("call")] string message) => _ = message;

    /// <summary>A task.</summary>
    [FunctionName("Agent")]
    public static void Agent([QueueTrigger("agent")] string message) => _ = message;

    /// <summary>A notice.</summary>
    [FunctionName("Facts")]
    public static void Facts([QueueTrigger("facts")] string message) => _ = message;

    /// <summary>An event.</summary>
    [FunctionName("Events")]
    public static void Events([QueueTrigger("events")] string message) => _ = message;

    /// <summary>Work that failed.</summary>
    [FunctionName("Work")]
    public static void Work([QueueTrigger("work")] string message) => _ = message;

    /// <summary>Says that these are all functions.</summary>
    internal sealed class Locator : ITypeLocator
    {
        /// <inheritdoc/>
        public IReadOnlyList<Type> GetTypes() => [typeof(Triggers), typeof(EnrollmentTimer)];
    }
}

/// <summary>The timer of an enrollment, which does nothing.</summary>
public sealed class EnrollmentTimer
{
    /// <summary>A turn.</summary>
    [FunctionName(nameof(EnrollmentTimer))]
    public static Task RunAsync([EntityTrigger] IDurableEntityContext context) => context.DispatchAsync<EnrollmentTimer>();
}
