using Campaigns.Definitions.Expressions;
using NodaTime;

namespace Campaigns.Definitions.Journeys.Reading;

/// <summary>
/// Stands where something could not be read, in drafts only: a reported error does not hide the parts around it, and
/// the validator passes over what it knows to be a stand-in.
/// </summary>
internal static class Placeholder
{
    public const string Text = "";

    public static readonly Expression Expression = Expression.Parse("null");

    public static readonly Period Period = Period.FromDays(1);

    /// <summary>Whether the expression is the stand-in itself.</summary>
    public static bool Is(Expression expression) => ReferenceEquals(expression, Expression);
}
