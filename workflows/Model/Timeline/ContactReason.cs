namespace Campaigns.Model.Timeline;

/// <summary>Why the contact policy, or a journey's own timing, refused, deferred or withdrew a message; docs/contact-policy.md.</summary>
/// <remarks>Some are followed by a colon and what they refer to, for example <c>cap:marketing-month</c>.</remarks>
public static class ContactReason
{
    /// <summary>The customer's data was erased.</summary>
    public const string Erased = "erased";

    /// <summary>The customer has do-not-disturb on.</summary>
    public const string DoNotDisturb = "do-not-disturb";

    /// <summary>No consent; followed by channel and purpose.</summary>
    public const string NoConsent = "no-consent";

    /// <summary>No address; followed by the channel.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The address is suppressed; followed by the cause, a <see cref="DeliveryReason"/>.</summary>
    public const string Suppressed = "suppressed";

    /// <summary>The text requires an attribute that has no value; followed by the attribute, for example <c>policy.expires_on</c>.</summary>
    public const string Missing = "missing";

    /// <summary>The enrollment is in the holdout group.</summary>
    public const string Holdout = "holdout";

    /// <summary>
    /// What the message says is not so any more: the <c>when</c> of its send does not hold, or the event came that its
    /// <c>waitFor</c> had waited for.
    /// </summary>
    public const string NoLongerSo = "no-longer-so";

    /// <summary>It is said in the message of another enrollment of the customer in the same journey.</summary>
    public const string Together = "together";

    /// <summary>The send's deadline has passed.</summary>
    public const string Expired = "expired";

    /// <summary>The policy's quiet hours.</summary>
    public const string QuietHours = "quiet-hours";

    /// <summary>Outside the customer's preferred hours.</summary>
    public const string PreferredHours = "preferred-hours";

    /// <summary>Waiting for the hour at which the customer mostly responds.</summary>
    public const string BestHour = "best-hour";

    /// <summary>The journey's send rate reaches the message after its deadline, or later than now.</summary>
    public const string Pace = "pace";

    /// <summary>A contact of higher priority comes first; followed by its journey, if there is one.</summary>
    public const string Outranked = "outranked";

    /// <summary>Too near another contact.</summary>
    public const string Gap = "gap";

    /// <summary>A frequency cap is reached; followed by its id.</summary>
    public const string Cap = "cap";

    /// <summary>The message's journey is paused.</summary>
    public const string Paused = "paused";

    /// <summary>A held enrollment goes on.</summary>
    public const string Resumed = "resumed";

    /// <summary>The journey was retired, or stopped by an operator.</summary>
    public const string Retired = "retired";

    /// <summary>A reason followed by what it refers to.</summary>
    /// <returns>For example <c>no-consent:sms:marketing</c>.</returns>
    public static string Of(string reason, params ReadOnlySpan<string> about) => $"{reason}:{string.Join(':', about)}";
}
