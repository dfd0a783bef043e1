using System.Collections.Concurrent;
using Campaigns.Model;
using Campaigns.Model.Messages;
using Campaigns.Model.Timeline;
using Campaigns.Portfolio.Replay;
using Campaigns.Rendering.Text;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Simulation;
using Campaigns.Simulation.Behaviour;
using Campaigns.Simulation.Reports;
using Campaigns.Simulation.Walks;

namespace Campaigns.Simulation;

/// <summary>What one thread of a simulation gathers, and the world around its customers.</summary>
internal sealed class SimulationWorker : ISimulationWorker, IDisposable
{
    private static readonly DeliveryResult Sent = new(DeliveryStatus.Sent);
    private readonly SimulationRequest _request;
    private readonly BehavingCustomers _behaviour;
    private readonly OrderedLines? _file;
    private readonly TimelineLines? _lines;
    private readonly TextDelivery? _texts;
    private readonly ConcurrentDictionary<string, (int, int)>? _outcomes;

    public SimulationWorker(
        SimulationRequest request, BehavingCustomers behaviour, OrderedLines? file, ConcurrentDictionary<string, (int, int)>? outcomes)
    {
        (_request, _behaviour, _file, _outcomes) = (request, behaviour, file, outcomes);
        var zone = request.Library.ContactPolicy.TimeZone;
        Tally = new SimulationTally(zone);
        _lines = file is null ? null : new TimelineLines(zone);
        _texts = !request.WritesTexts ? null : new TextDelivery(request.Library, request.Templates)
        {
            Written = (order, text) => Tally.AddParts(order.Request.Channel, Parts(order.Request.Channel, text.Message)),
        };
    }

    public SimulationTally Tally { get; }

    public void Begin(CustomerWalk walk, SimulatedCustomer customer) => _behaviour.Begin(walk, customer, _request.Begins);

    public DeliveryResult Deliver(DeliveryOrder order) => _texts?.Deliver(order) ?? Sent;

    public void Receive(CustomerWalk walk, SimulatedCustomer customer, IReadOnlyList<TimelineEvent> told)
    {
        _lines?.Add(customer.Id, told);
        Tally.Add(customer, told);
        foreach (var timelineEvent in told)
            _behaviour.Hear(walk, customer, timelineEvent);
    }

    public void Complete(SimulatedCustomer customer)
    {
        var outcome = Tally.Complete(customer);
        if (_outcomes is not null)
            _outcomes[customer.Id.Value] = outcome;
    }

    public void CompleteBatch(long batch)
    {
        if (_lines is null)
            return;
        _file!.Write(batch, _lines.Written);
        _lines.Clear();
    }

    public void Dispose()
    {
        _lines?.Dispose();
        _texts?.Dispose();
    }

    private static int Parts(Channel channel, RenderedMessage message) =>
        channel == Channel.Sms && message is RenderedMessage.Text text ? SmsSegments.Count(text.Body).Segments : 1;
}
