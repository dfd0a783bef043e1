using Campaigns.Model;

namespace Campaigns.Runtime.Sessions;

/// <summary>A journey failed in a unit of work that concerns others as well.</summary>
/// <param name="journey">The journey.</param>
/// <param name="fault">Why.</param>
internal sealed class JourneyFaultException(JourneyId journey, Exception fault)
    : Exception($"journey {journey} failed: {fault.Message}", fault)
{
    /// <summary>The journey.</summary>
    public JourneyId Journey => journey;

    /// <summary>Why.</summary>
    public Exception Fault => InnerException!;
}
