using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Campaigns.Decisions.Contacts;
using Campaigns.Decisions.Engine;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.StoredRows;

namespace Campaigns.StoredRows.Benchmarks;

/// <summary>What rows are compared with: the records of the domain themselves, written and read by reflection to the same bytes.</summary>
internal static class DomainJson
{
    private static readonly JsonSerializerOptions Options = new(StoreJson.Options)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(Rename),
    };

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static T Read<T>(ReadOnlyMemory<byte> body) => JsonSerializer.Deserialize<T>(body.Span, Options)!;

    private static void Rename(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            property.Name = (type.Type.Name, property.Name) switch
            {
                (nameof(CustomerHead), "timeline_batches") => "chapters",
                (nameof(CustomerHead), "erasure_pending") => "forgetting",
                (nameof(LedgerEntry), "dispatch_number") => "hand_over",
                (nameof(EnrollmentState), "milestone") => "rung",
                (nameof(EnrollmentState), "results") => "answers",
                (nameof(EnrollmentState), "buffered") => "heard",
                var (_, name) => name,
            };
        }
    }
}
