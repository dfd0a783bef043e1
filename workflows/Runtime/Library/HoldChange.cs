using Campaigns.Model;
using NodaTime;

namespace Campaigns.Runtime.Library;

/// <summary>Somebody held or released something.</summary>
/// <param name="At">When.</param>
/// <param name="Released">Whether it was released.</param>
/// <param name="Channel">The channel; null: everything.</param>
/// <param name="By">Who.</param>
/// <param name="Because">Why, in words; null: nobody said.</param>
public sealed record HoldChange(Instant At, bool Released, Channel? Channel, string By, string? Because);
