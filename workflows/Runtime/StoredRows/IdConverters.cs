using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.Model;

namespace Campaigns.Runtime.StoredRows;

/// <summary>An id as a plain JSON string, also as a property name.</summary>
/// <typeparam name="T">The id type.</typeparam>
/// <param name="create">Makes the id.</param>
/// <param name="text">Takes its text.</param>
public abstract class IdConverter<T>(Func<string, T> create, Func<T, string> text) : JsonConverter<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        create(reader.GetString() ?? throw new JsonException("expected an id"));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(text(value));

    /// <inheritdoc/>
    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        create(reader.GetString()!);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(text(value));
}

/// <summary>Customer ids.</summary>
public sealed class CustomerIdConverter() : IdConverter<CustomerId>(static t => new(t), static i => i.Value);

/// <summary>Policy ids.</summary>
public sealed class PolicyIdConverter() : IdConverter<PolicyId>(static t => new(t), static i => i.Value);

/// <summary>Journey ids.</summary>
public sealed class JourneyIdConverter() : IdConverter<JourneyId>(static t => new(t), static i => i.Value);

/// <summary>Step ids.</summary>
public sealed class StepIdConverter() : IdConverter<StepId>(static t => new(t), static i => i.Value);

/// <summary>Enrollment ids.</summary>
public sealed class EnrollmentIdConverter() : IdConverter<EnrollmentId>(static t => new(t), static i => i.Value);

/// <summary>Message ids.</summary>
public sealed class MessageIdConverter() : IdConverter<MessageId>(static t => new(t), static i => i.Value);

/// <summary>Channels.</summary>
public sealed class ChannelConverter() : IdConverter<Channel>(static t => new(t), static c => c.Name);
