using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Campaigns.Model;

/// <summary>The insurer's own id of a customer: the partition key of everything about them. Never shown in a URL.</summary>
/// <param name="Value">See <see cref="IsValid"/>.</param>
public readonly record struct CustomerId(string Value)
{
    /// <summary>The id as the insurer writes it.</summary>
    public override string ToString() => Value;

    /// <summary>
    /// Whether the text can serve as a customer or policy id, wherever it comes from: 1 to 128 characters, none of them a control character,
    /// <c>/</c>, <c>\</c>, <c>#</c> or <c>?</c>; not <c>.</c> or <c>..</c>; and no <c>%</c> before two hexadecimal digits.
    /// </summary>
    /// <remarks>
    /// Hosts decode <c>%2F</c> in a path or leave it as it is: with a percent escape in an id, <c>a%2Fb</c> would be one customer in a body
    /// and another, or none, in a path. Dots alone are taken out of paths.
    /// </remarks>
    public static bool IsValid(string? text) => IsKey(text) && text is not ("." or "..") && !HasEscape(text);

    /// <summary>Whether a row of the store may be of this customer: earlier versions took more ids.</summary>
    public static bool IsKey([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= 128 } && !text.AsSpan().ContainsAny("/\\#?") && !text.Any(char.IsControl);

    private static bool HasEscape(string text)
    {
        for (var at = text.IndexOf('%'); at >= 0 && at + 2 < text.Length; at = text.IndexOf('%', at + 1))
            if (char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2]))
                return true;
        return false;
    }
}

/// <summary>The insurer's own id of a policy, unique within the customer.</summary>
/// <param name="Value">The same alphabet as <see cref="CustomerId"/>.</param>
public readonly record struct PolicyId(string Value)
{
    /// <summary>The id as the insurer writes it.</summary>
    public override string ToString() => Value;
}

/// <summary>The id of a journey: kebab case, at most 64 characters.</summary>
/// <param name="Value">For example <c>renewal-countdown</c>.</param>
public readonly record struct JourneyId(string Value)
{
    /// <summary>The id as the marketer writes it.</summary>
    public override string ToString() => Value;
}

/// <summary>The id of a step, unique in its journey.</summary>
/// <param name="Value">For example <c>d45-click</c>; expressions write it <c>steps.d45_click</c>.</param>
public readonly record struct StepId(string Value)
{
    /// <summary>The id as the marketer writes it.</summary>
    public override string ToString() => Value;

    /// <summary>The id as an expression writes it: dashes become underscores.</summary>
    public string AsIdentifier() => Value.Replace('-', '_');
}

/// <summary>One customer's enrollment in one journey; also the Durable Functions instance id.</summary>
/// <param name="Value">Journey id, a hash of the entry key and a run number: <c>renewal-countdown~k3f9…~1</c>.</param>
public readonly record struct EnrollmentId(string Value)
{
    /// <summary>The journey the id begins with.</summary>
    public JourneyId Journey => new(Value[..Value.IndexOf('~')]);

    /// <summary>Whether it is one of a journey.</summary>
    public bool IsOf(JourneyId journey) => Value.Length > journey.Value.Length && Value[journey.Value.Length] == '~'
        && Value.StartsWith(journey.Value, StringComparison.Ordinal);

    /// <summary>Which run of its entry key it is: 1 for the first.</summary>
    public int Run => int.TryParse(Value.AsSpan(Value.LastIndexOf('~') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var run)
        ? run : 1;

    /// <summary>The id of a run of a journey under an entry key.</summary>
    /// <param name="journey">The journey.</param>
    /// <param name="subject">The entry key, unique among customers.</param>
    /// <param name="run">1 for the first time.</param>
    public static EnrollmentId Of(JourneyId journey, string subject, int run) => new($"{journey}~{StableHash.Id(subject)}~{run}");

    /// <summary>The id as stored.</summary>
    public override string ToString() => Value;
}

/// <summary>One message to one customer; the idempotency key given to providers.</summary>
/// <param name="Value">A hash of enrollment, step and visit, keyed by the installation, so that a repeated effect names the same
/// message.</param>
public readonly record struct MessageId(string Value)
{
    /// <summary>The id of an effect without a key: of messages of earlier versions, and of runs on a virtual clock.</summary>
    public static MessageId Of(EnrollmentId enrollment, StepId step, int attempt) =>
        new(StableHash.Id($"{enrollment}/{step}/{attempt}"));

    /// <summary>The id as stored.</summary>
    public override string ToString() => Value;
}
