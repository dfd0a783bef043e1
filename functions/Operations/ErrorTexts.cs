using Campaigns.Model.Timeline;

namespace Campaigns.Operations;

/// <summary>The codes of a provider's failures in words.</summary>
public static class ErrorTexts
{
    private const string Http = "http-";
    private const string Smtp = "smtp-";
    private const string Acs = "acs-";

    /// <summary>The words; a code without any of its own, without its hyphens.</summary>
    /// <param name="code">One of <see cref="DeliveryReason"/>.</param>
    public static string Of(string code) => code switch
    {
        DeliveryReason.HttpConnection => "no connection to the provider",
        DeliveryReason.HttpTimeout => "the provider did not answer in time",
        DeliveryReason.SmtpConnect => "no connection to the mail server",
        DeliveryReason.SmtpConnectionLost => "the connection to the mail server broke",
        DeliveryReason.SmtpTimeout => "the mail server did not answer in time",
        DeliveryReason.SmtpTls => "no encrypted connection to the mail server",
        DeliveryReason.SmtpLogin => "the mail server refused the login",
        DeliveryReason.Timeout => "an attempt took too long",
        DeliveryReason.NoCredential => "no credential for the provider could be had",
        DeliveryReason.UnreadableAnswer => "the provider's answer could not be read",
        DeliveryReason.ProviderError => "the provider's adapter failed; see the log and the dead letters",
        DeliveryReason.BreakerOpen => "the circuit breaker is open",
        DeliveryReason.Other => "for a reason in the provider's own words, which are on the timeline",
        _ when IsNumber(code, Http) => $"the provider answered with status {code[Http.Length..]}",
        _ when IsNumber(code, Smtp) => $"the mail server answered with {code[Smtp.Length..]}",
        _ when IsNumber(code, Acs) => $"Azure Communication Services answered with {code[Acs.Length..]}",
        _ => code.Replace('-', ' '),
    };

    private static bool IsNumber(string code, string prefix) =>
        code.StartsWith(prefix, StringComparison.Ordinal) && code.Length > prefix.Length
        && code.AsSpan(prefix.Length).IndexOfAnyExceptInRange('0', '9') < 0;
}
