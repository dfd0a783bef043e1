using Campaigns.Decisions.Contacts;
using Campaigns.Model;

namespace Campaigns.Runtime.Sessions;

/// <summary>
/// What a decision about one enrollment means for the customer's others. It is noted here while the decision is made and done
/// afterwards, one item at a time, so that no enrollment is changed in the middle of what is done to another.
/// </summary>
internal sealed class FollowUps
{
    private Queue<DisplacedContact>? _displaced;
    private Queue<(EnrollmentId Enrollment, StepId Step, MessageId Message)>? _joined;
    private bool _concurrencyChanged;

    /// <summary>Notes that an enrollment has ended or been held: another may continue in its place.</summary>
    public void NoteConcurrencyChanged() => _concurrencyChanged = true;

    /// <summary>Notes that a contact lost its slot: its journey is signalled before the save.</summary>
    public void NoteDisplaced(DisplacedContact displaced) => (_displaced ??= []).Enqueue(displaced);

    /// <summary>Notes that what a send of another enrollment would say is said in a message: it is signalled before the save.</summary>
    public void NoteJoined(EnrollmentId enrollment, StepId step, MessageId message) => (_joined ??= []).Enqueue((enrollment, step, message));

    /// <summary>Takes the enrollment first whose send is part of another's message.</summary>
    /// <returns>Null when there is none.</returns>
    public (EnrollmentId Enrollment, StepId Step, MessageId Message)? TakeJoined() =>
        _joined?.TryDequeue(out var joined) == true ? joined : null;

    /// <summary>Takes the note that concurrency has changed.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryTakeConcurrencyChange()
    {
        var changed = _concurrencyChanged;
        _concurrencyChanged = false;
        return changed;
    }

    /// <summary>Takes the contact that lost its slot first.</summary>
    /// <returns>Null when there is none.</returns>
    public DisplacedContact? TakeDisplaced() => _displaced?.TryDequeue(out var displaced) == true ? displaced : null;
}
