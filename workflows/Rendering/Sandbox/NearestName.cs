using Campaigns.Model;

namespace Campaigns.Rendering.Sandbox;

/// <summary>Guesses which name a misspelt one was meant to be.</summary>
internal static class NearestName
{
    /// <summary><c>: did you mean `name`?</c>, or a full stop when nothing is near.</summary>
    internal static string Hint(string wrong, IEnumerable<string> known) =>
        Spelling.Nearest(wrong, known) is { } near ? $": did you mean `{near}`?" : ".";
}
