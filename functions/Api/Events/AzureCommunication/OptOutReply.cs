using System.Collections.Frozen;
using System.Text;

namespace Campaigns.Api.Events.AzureCommunication;

/// <summary>Recognises a reply that asks to be left alone: the carriers' words, and those our own texts name (STOP, 退訂請回覆N).</summary>
internal static class OptOutReply
{
    private static readonly FrozenSet<string> Keywords = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "optout", "opt out", "opt-out", "revoke", "n", "t", "td",
        "退訂", "退订", "拒收", "取消");

    /// <summary>Whether the whole reply is such a word, whatever its case, width, punctuation and spaces around it.</summary>
    public static bool Is(string reply) =>
        Keywords.Contains(reply.Normalize(NormalizationForm.FormKC).Trim(' ', '\t', '\r', '\n', '.', '!', '。', '"', '\'', '「', '」'));
}
