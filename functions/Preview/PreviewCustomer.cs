using Campaigns.Model.Customers;

namespace Campaigns.Preview;

/// <summary>Somebody whose messages are looked at before any is sent.</summary>
/// <param name="Name">How the page calls them.</param>
/// <param name="Profile">The customer.</param>
/// <param name="Policies">The policies a message is about, the first one foremost; may be empty.</param>
/// <param name="Event">What began the enrollment.</param>
public sealed record PreviewCustomer(string Name, CustomerProfile Profile, IReadOnlyList<AttributeBag> Policies, AttributeBag Event);
