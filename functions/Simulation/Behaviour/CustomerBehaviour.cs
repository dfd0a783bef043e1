using System.Text.Json;
using System.Text.Json.Serialization;

namespace Campaigns.Simulation.Behaviour;

/// <summary>
/// How customers behave: stated probabilities, shown with every result so that nobody takes them for measurements. A file of them is JSON.
/// </summary>
public sealed record CustomerBehaviour
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    /// <summary>Messages that reach their address.</summary>
    public double Delivered { get; init; } = 0.97;

    /// <summary>Messages that bounce: the address is not tried again.</summary>
    public double Bounced { get; init; } = 0.005;

    /// <summary>Delivered messages that are opened, of those that can be.</summary>
    public double Opened { get; init; } = 0.45;

    /// <summary>Delivered messages whose link is followed.</summary>
    public double Clicked { get; init; } = 0.22;

    /// <summary>Whether a policy that is not renewed lapses on the day after it expires; one with automatic renewal is renewed.</summary>
    public bool Lapses { get; init; } = true;

    /// <summary>How journeys reach their goals, by journey; <c>*</c> is any other.</summary>
    public Dictionary<string, JourneyBehaviour> Journeys { get; init; } = new()
    {
        ["renewal-countdown"] = new() { Alone = 0.42, OnMessage = 0.04, OnClick = 0.30 },
        ["gift-to-paid"] = new() { Alone = 0.04, OnMessage = 0.07, OnClick = 0.14, Data = Product("paid-medical") },
        ["win-back"] = new() { Alone = 0.03, OnMessage = 0.06, OnClick = 0.12 },
        ["*"] = new() { Alone = 0.02, OnMessage = 0.02, OnClick = 0.10 },
    };

    /// <summary>Of a journey.</summary>
    public JourneyBehaviour Of(string journey) =>
        Journeys.GetValueOrDefault(journey) ?? Journeys.GetValueOrDefault("*") ?? new JourneyBehaviour();

    /// <summary>Of a journey's messages by a channel: what is said of the channel, else of the journey, else of all messages.</summary>
    public MessageRates Of(string journey, string channel)
    {
        var of = Of(journey);
        var by = of.Channels?.GetValueOrDefault(channel);
        return new(
            by?.Delivered ?? Delivered, by?.Bounced ?? Bounced, by?.Opened ?? Opened, by?.Clicked ?? Clicked, by?.OnMessage ?? of.OnMessage,
            by?.OnClick ?? of.OnClick);
    }

    /// <summary>As a file has it.</summary>
    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads a file.</summary>
    /// <exception cref="JsonException">It is none; the message says where and why.</exception>
    public static CustomerBehaviour Read(string json)
    {
        var behaviour = JsonSerializer.Deserialize<CustomerBehaviour>(json, Json) ?? throw new JsonException("expected an object");
        foreach (var (name, value) in behaviour.Probabilities())
        {
            if (value is not (>= 0 and <= 1))
                throw new JsonException($"{name} is {value}; expected a probability from 0 to 1");
        }

        return behaviour;
    }

    private IEnumerable<(string Name, double Value)> Probabilities() =>
    [
        ("delivered", Delivered), ("bounced", Bounced), ("opened", Opened), ("clicked", Clicked),
        .. Journeys.SelectMany(journey => new[]
        {
            ($"journeys.{journey.Key}.alone", journey.Value.Alone), ($"journeys.{journey.Key}.onMessage", journey.Value.OnMessage),
            ($"journeys.{journey.Key}.onClick", journey.Value.OnClick),
        }),
        .. from journey in Journeys
           from channel in journey.Value.Channels ?? []
           from rate in channel.Value.Stated()
           select ($"journeys.{journey.Key}.channels.{channel.Key}.{rate.Name}", rate.Value),
    ];

    private static Dictionary<string, JsonElement> Product(string product) =>
        new() { ["product"] = JsonSerializer.SerializeToElement(product) };
}

/// <summary>How customers in a journey come to its goal.</summary>
public sealed record JourneyBehaviour
{
    /// <summary>Of those who entered, on their own: whether or not they are contacted.</summary>
    public double Alone { get; init; }

    /// <summary>Brought about by a message that was delivered.</summary>
    public double OnMessage { get; init; }

    /// <summary>Brought about by one whose link was followed, instead.</summary>
    public double OnClick { get; init; }

    /// <summary>By channel, what its messages are otherwise; null: nothing.</summary>
    public Dictionary<string, ChannelBehaviour>? Channels { get; init; }

    /// <summary>What the event that reaches the goal carries beside what is known of the policy.</summary>
    public Dictionary<string, JsonElement> Data { get; init; } = [];
}

/// <summary>What a journey's messages by one channel come to; null: as all do.</summary>
public sealed record ChannelBehaviour
{
    /// <summary>See <see cref="CustomerBehaviour.Delivered"/>.</summary>
    public double? Delivered { get; init; }

    /// <summary>See <see cref="CustomerBehaviour.Bounced"/>.</summary>
    public double? Bounced { get; init; }

    /// <summary>See <see cref="CustomerBehaviour.Opened"/>.</summary>
    public double? Opened { get; init; }

    /// <summary>See <see cref="CustomerBehaviour.Clicked"/>.</summary>
    public double? Clicked { get; init; }

    /// <summary>See <see cref="JourneyBehaviour.OnMessage"/>.</summary>
    public double? OnMessage { get; init; }

    /// <summary>See <see cref="JourneyBehaviour.OnClick"/>.</summary>
    public double? OnClick { get; init; }

    internal IEnumerable<(string Name, double Value)> Stated() =>
        new (string Name, double? Value)[]
        {
            ("delivered", Delivered), ("bounced", Bounced), ("opened", Opened), ("clicked", Clicked), ("onMessage", OnMessage), ("onClick", OnClick),
        }.Where(rate => rate.Value is not null).Select(rate => (rate.Name, rate.Value!.Value));
}

/// <summary>The probabilities of one message.</summary>
/// <param name="Delivered">That it reaches its address.</param>
/// <param name="Bounced">That it bounces.</param>
/// <param name="Opened">That it is opened once delivered.</param>
/// <param name="Clicked">That its link is followed.</param>
/// <param name="OnMessage">That it brings about the goal.</param>
/// <param name="OnClick">That it does when its link is followed.</param>
public readonly record struct MessageRates(double Delivered, double Bounced, double Opened, double Clicked, double OnMessage, double OnClick);
