using System.Collections.Immutable;
using Campaigns.Definitions.Json;
using Campaigns.Model;

namespace Campaigns.Definitions.Journeys.Reading;

/// <summary>Reads the steps that reach a person: <c>send</c> and <c>task</c>.</summary>
internal static class ContactSteps
{
    public static SendStep? ReadSend(StepId id, JsonCursor at)
    {
        if (at.AsObject("an object such as { \"channels\": [\"sms\"], \"template\": \"renewal/reminder\" }",
                "channels", "template", "when", "deadline", "whenBlocked", "sendTime", "together", "important", "await", "fallback") is not { } send)
        {
            return null;
        }

        var channels = send.Required("channels", "\"channels\": [\"push\", \"sms\"]") is { } list ? ReadChannels(list) : [];
        var template = send.Required("template", "\"template\": \"renewal/reminder\"")?.AsText("a template's name") ?? Placeholder.Text;
        return new SendStep(id, channels, template)
        {
            When = send["when"]?.AsExpression("policy.status == 'active'"),
            Deadline = send["deadline"]?.AsPeriod(PeriodSign.Positive) ?? SendStep.DefaultDeadline,
            WhenBlocked = send["whenBlocked"]?.AsOneOf("whenBlocked",
                ("defer", WhenBlocked.Defer), ("skip", WhenBlocked.Skip), ("end", WhenBlocked.End)) ?? WhenBlocked.Defer,
            Time = send["sendTime"]?.AsOneOf("sendTime", ("now", SendTime.Now), ("best", SendTime.Best)) ?? SendTime.Now,
            Together = send["together"]?.AsPeriod(PeriodSign.Positive),
            Important = send["important"]?.AsBoolean() ?? false,
            AwaitDelivered = send["await"]?.AsOneOf("await", ("delivered", true)) ?? false,
            Fallback = send["fallback"]?.AsBoolean() ?? false,
        };
    }

    public static TaskStep? ReadTask(StepId id, JsonCursor at)
    {
        if (at.AsObject("an object such as { \"to\": \"policy.agent_id\", \"template\": \"renewal/agent-call\", \"due\": \"P3D\" }",
                "to", "template", "due") is not { } task)
        {
            return null;
        }

        return new TaskStep(
            id,
            task.Required("to", "\"to\": \"policy.agent_id\"")?.AsExpression("policy.agent_id") ?? Placeholder.Expression,
            task.Required("template", "\"template\": \"renewal/agent-call\"")?.AsText("a template's name") ?? Placeholder.Text,
            task.Required("due", "\"due\": \"P3D\"")?.AsPeriod(PeriodSign.Positive) ?? Placeholder.Period);
    }

    private static ImmutableArray<Channel> ReadChannels(JsonCursor at)
    {
        var channels = at.AsDistinct<Channel>("a list of channels such as [\"push\", \"sms\"]", c => c.AsChannel());
        if (channels.IsEmpty && at.IsEmptyList)
            at.Error("empty", "a send needs at least one channel, such as \"sms\"");
        return channels;
    }
}
