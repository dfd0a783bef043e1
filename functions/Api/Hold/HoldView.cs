using Campaigns.Operations;
using NodaTime;

namespace Campaigns.Api.Hold;

/// <summary>What is held, and how it came to be.</summary>
/// <param name="Held">What is held now; empty: messages go.</param>
/// <param name="Changes">Who held and released what, the latest first.</param>
public sealed record HoldView(IReadOnlyList<HeldView> Held, IReadOnlyList<HoldChangeView> Changes);

/// <summary>Somebody held or released something.</summary>
/// <param name="At">When.</param>
/// <param name="Released">Whether it was released.</param>
/// <param name="Channel">The channel, or <c>all</c>.</param>
/// <param name="By">Who.</param>
/// <param name="Because">Why, in words; null: nobody said.</param>
public sealed record HoldChangeView(Instant At, bool Released, string Channel, string By, string? Because);
