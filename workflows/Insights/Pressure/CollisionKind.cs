namespace Campaigns.Insights.Pressure;

/// <summary>How one journey kept another from speaking.</summary>
internal enum CollisionKind
{
    /// <summary>A reserved or planned contact of higher priority came first.</summary>
    Outranked,

    /// <summary>A contact of higher priority took a slot that was already reserved.</summary>
    Bumped,

    /// <summary>Too close to a contact of the other.</summary>
    Gap,

    /// <summary>A cap was used up by contacts of the other, among others.</summary>
    Cap,
}
