namespace Campaigns.Local.Demo;

/// <summary>
/// How the demo's customers behave: stated probabilities, printed with the result so that nobody takes them for measurements.
/// </summary>
internal static class BehaviourModel
{
    /// <summary>Messages that reach their address.</summary>
    public const double Delivered = 0.97;

    /// <summary>Delivered messages that are opened, of those that can be.</summary>
    public const double Opened = 0.45;

    /// <summary>Delivered messages whose link is followed.</summary>
    public const double Clicked = 0.22;

    /// <summary>Expiring policies renewed by customers on their own.</summary>
    public const double RenewsAnyway = 0.42;

    /// <summary>Renewals that a renewal message brings about, each.</summary>
    public const double RenewsOnMessage = 0.04;

    /// <summary>Renewals that following a link brings about.</summary>
    public const double RenewsOnClick = 0.30;

    /// <summary>Customers a day, of all, who ask for the free gift policy.</summary>
    public const double AsksForGift = 0.0012;

    /// <summary>Phones verified without a reminder; the same again with one.</summary>
    public const double VerifiesPhone = 0.55;

    /// <summary>Gifts claimed without a reminder; the same again with one.</summary>
    public const double ClaimsGift = 0.60;

    /// <summary>Purchases of those with a gift, on their own.</summary>
    public const double BuysAnyway = 0.04;

    /// <summary>Purchases that an offer brings about; twice that when its link is followed.</summary>
    public const double BuysOnOffer = 0.07;

    /// <summary>Lapsed customers who come back on their own.</summary>
    public const double ReturnsAnyway = 0.03;

    /// <summary>Lapsed customers whom a win-back message brings back.</summary>
    public const double ReturnsOnMessage = 0.06;
}
