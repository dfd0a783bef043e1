namespace Campaigns.Publishing;

/// <summary>Where timeline events are published to: the <c>publish</c> section of the configuration.</summary>
public sealed record PublicationOptions
{
    /// <summary>What stands at the address.</summary>
    public PublicationKind Kind { get; init; }

    /// <summary>The topic's endpoint, or the address that takes the POST; HTTPS, or HTTP on loopback.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>
    /// The topic's access key, or the bearer token of a receiver of CloudEvents. Without: the managed identity for Event Grid, nothing for
    /// others.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>The <c>source</c> of every event: a URI reference that tells this system from others.</summary>
    public string Source { get; init; } = "/campaigns";

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Everything wrong with the settings, a line each with the setting's path.</summary>
    public IReadOnlyList<string> Check()
    {
        var errors = new List<string>();
        if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var address)
            || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
            errors.Add($"publish:endpoint: is '{Endpoint}'; expected an https address (http only on loopback)");
        if (!Enum.IsDefined(Kind))
            errors.Add($"publish:kind: is {Kind}; expected eventGrid or cloudEvents");
        if (Source.Length == 0 || !Uri.TryCreate(Source, UriKind.RelativeOrAbsolute, out _))
            errors.Add($"publish:source: is '{Source}'; expected a URI reference such as /campaigns");
        if (Key is not null && string.IsNullOrWhiteSpace(Key))
            errors.Add("publish:key: is empty; leave it out where none is needed");
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromMinutes(1))
            errors.Add($"publish:timeout: is {Timeout}; expected more than zero and at most a minute");
        return errors;
    }
}

/// <summary>The kinds of receiver.</summary>
public enum PublicationKind
{
    /// <summary>An Event Grid topic or domain whose input schema is CloudEvents 1.0.</summary>
    EventGrid,

    /// <summary>Any address that takes a batch of CloudEvents by HTTP POST.</summary>
    CloudEvents,
}
