using Campaigns.Definitions.Expressions;
using NodaTime;

namespace Campaigns.Definitions.Tests.Expressions;

/// <summary>However an expression is written and whatever the data are, it ends soon and needs little memory.</summary>
public sealed class ExpressionLimitTests
{
    private const long Megabytes = 1024 * 1024;

    private static object? Evaluate(string source)
    {
        var scope = new ExpressionScope(Instant.FromUtc(2026, 6, 1, 4, 0).InUtc());
        scope.With("text", new string('a', 10_000)).With("word", "premium").With("none", null);
        return Expression.Parse(source).Evaluate(scope);
    }

    [Theory]
    [InlineData("string.pad_left(word, 2000000000)")]
    [InlineData("string.pad_right(word, 2000000000)")]
    [InlineData("string.replace(text, 'a', text)")]
    [InlineData("regex.replace(text, 'a', text)")]
    [InlineData("array.size(1..2000000000)")]
    [InlineData("array.join(1..2000000000, ',')")]
    [InlineData("word * 100000000")]
    [InlineData("(1..900 | array.each @string.size) + text + text + text")]
    [InlineData("regex.match(word, 'a') + regex.match(word, 'a') + regex.match(word, 'a') + regex.match(word, 'a') + regex.match(word, 'a') "
        + "+ regex.match(word, 'a') + regex.match(word, 'a') + regex.match(word, 'a') + regex.match(word, 'a')")]
    [InlineData("date.add_years(now, 9000)")]
    [InlineData("math.round(1, 1000)")]
    [InlineData("1 / 0")]
    [InlineData("2147483647 * 2147483647 * 2147483647 * 2147483647 * 2147483647")]
    public void TooMuch_IsAnError_AndTakesLittleMemory(string source)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Record.Exception(() => Evaluate(source));

        Assert.True(error is null or ExpressionException, $"{error}");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * Megabytes);
    }

    [Fact]
    public void LongConditions_AreWithinTheBounds() => Assert.Equal(true,
        Evaluate(string.Join(" && ", Enumerable.Range(0, 10).Select(i => $"string.size(word) > {i % 7} && word != 'x{i}'"))));
}
