using System.Text;
using Scriban.Runtime;

namespace Campaigns.Rendering.Sandbox;

/// <summary>Collects a rendered part and stops it when it is too long, instead of cutting it off unseen.</summary>
internal sealed class BoundedOutput : IScriptOutput
{
    private readonly StringBuilder _text = new(512);

    internal int Limit { get; set; }

    /// <inheritdoc />
    public void Write(string text, int offset, int count)
    {
        if (_text.Length + count > Limit) throw new TooLong(Limit);
        _text.Append(text, offset, count);
    }

    /// <inheritdoc />
    public ValueTask WriteAsync(string text, int offset, int count, CancellationToken cancellationToken)
    {
        Write(text, offset, count);
        return ValueTask.CompletedTask;
    }

    internal void Clear() => _text.Clear();

    /// <inheritdoc />
    public override string ToString() => _text.ToString();

    /// <summary>Scriban gives it the line when it passes through.</summary>
    internal sealed class TooLong(int limit) : Exception($"The text is longer than the {limit:N0} characters this message may have.");
}
