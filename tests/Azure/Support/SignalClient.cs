using Campaigns.Azure.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;

namespace Campaigns.Azure.Tests.Support;

/// <summary>All that the app asks of a Durable client: to signal the timers of enrollments.</summary>
/// <param name="signal">Does it: the entity, its input, and when it is to arrive, or at once.</param>
internal sealed class SignalClient(Func<EntityInstanceId, Wake, DateTimeOffset?, Task> signal) : RefusingClient("signals")
{
    private int _signalled;

    /// <summary>How many signals were sent.</summary>
    public int Signalled => _signalled;

    public override DurableEntityClient Entities => new Signals(this);

    private sealed class Signals(SignalClient client) : DurableEntityClient("signals")
    {
        public override Task SignalEntityAsync(
            EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null,
            CancellationToken cancellation = default)
        {
            Assert.Equal(EnrollmentTimer.Ring, operationName);
            Interlocked.Increment(ref client._signalled);
            return client.SendAsync(id, (Wake)input!, options?.SignalTime);
        }

        public override Task<EntityMetadata?> GetEntityAsync(
            EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) => throw new NotSupportedException();

        public override Task<EntityMetadata<T>?> GetEntityAsync<T>(
            EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) => throw new NotSupportedException();

        public override AsyncPageable<EntityMetadata> GetAllEntitiesAsync(EntityQuery? filter = null) => throw new NotSupportedException();

        public override AsyncPageable<EntityMetadata<T>> GetAllEntitiesAsync<T>(EntityQuery? filter = null) =>
            throw new NotSupportedException();

        public override Task<CleanEntityStorageResult> CleanEntityStorageAsync(
            CleanEntityStorageRequest? request = null, bool continueUntilComplete = true, CancellationToken cancellation = default) =>
            throw new NotSupportedException();
    }

    private Task SendAsync(EntityInstanceId id, Wake wake, DateTimeOffset? at) => signal(id, wake, at);
}
