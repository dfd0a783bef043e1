using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>A message of the queue <c>work</c>.</summary>
internal sealed class CustomerWorkRow
{
    public string Customer { get; set; } = "";

    public string Kind { get; set; } = "";

    public string? Journey { get; set; }

    public string? Enrollment { get; set; }

    public SweepProgressRow.SweepRow? Sweep { get; set; }

    public EventRow[]? Events { get; set; }

    public int Attempts { get; set; }

    /// <summary>An event within it.</summary>
    internal sealed class EventRow
    {
        public string Source { get; set; } = "";

        public string Id { get; set; } = "";

        public string Type { get; set; } = "";

        public Instant Time { get; set; }

        public AttributeBag? Data { get; set; }
    }
}
