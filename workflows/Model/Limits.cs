namespace Campaigns.Model;

/// <summary>
/// How much of anything is accepted. Each is far above what an insurer needs, and low enough that a customer, however long they are known
/// and whatever is sent about them, can always be loaded, decided about and saved: a row holds 960 KiB, a save 2 MiB.
/// </summary>
/// <remarks>docs/limits.md lists them all, with what is answered beyond each.</remarks>
public static class Limits
{
    /// <summary>The most bytes of an event's data, as JSON.</summary>
    public const int EventBytes = 64 * 1024;

    /// <summary>The most attributes of one event or request.</summary>
    public const int Attributes = 200;

    /// <summary>The most characters of an attribute's name.</summary>
    public const int NameLength = 64;

    /// <summary>The most characters of a text, of all texts of a list, or of nested data.</summary>
    public const int TextLength = 8 * 1024;

    /// <summary>The most bytes of all attributes of a customer.</summary>
    public const int CustomerBytes = 256 * 1024;

    /// <summary>The most bytes of all attributes of a policy.</summary>
    public const int PolicyBytes = 64 * 1024;

    /// <summary>The most policies of a customer: a fleet of a thousand cars is one customer.</summary>
    public const int Policies = 1_000;

    /// <summary>The most enrollments of a customer that run at the same time.</summary>
    public const int RunningEnrollments = 500;

    /// <summary>The most addresses of a customer that are suppressed; beyond it the oldest that is not in use is forgotten.</summary>
    public const int Suppressions = 200;

    /// <summary>The most purposes a customer can have answered for, on one channel.</summary>
    public const int ConsentPurposes = 32;

    /// <summary>The most contacts of a household or an address that shared caps look at; beyond it the oldest is forgotten.</summary>
    public const int SharedContacts = 4_000;

    /// <summary>The most bytes of event data that an enrollment keeps for its later steps.</summary>
    public const int EnrollmentBytes = 256 * 1024;

    /// <summary>The most steps of a journey.</summary>
    public const int Steps = 300;

    /// <summary>The most characters of an enrollment's key; a longer one is replaced by its hash.</summary>
    public const int KeyLength = 256;

    /// <summary>
    /// The most bytes of a journey, contact policy, catalog or import map: a hundred times what a long journey takes. As JSON within JSON
    /// it may double, and even so it fits one row of every store, so that a version is one read and one write.
    /// </summary>
    public const int DocumentBytes = 400 * 1024;

    /// <summary>The most files of a release.</summary>
    public const int ReleaseFiles = 5_000;

    /// <summary>The most journeys of a release: the row that puts it in force lists those it changes.</summary>
    public const int ReleaseJourneys = 1_000;

    /// <summary>The most bytes of a file of a release: what a request may bring.</summary>
    public const int ReleaseFileBytes = 1024 * 1024;

    /// <summary>The most bytes of all files of a release.</summary>
    public const int ReleaseBytes = 32 * 1024 * 1024;

    /// <summary>The most characters of the path of a file of a release.</summary>
    public const int ReleasePathLength = 200;

    /// <summary>The most characters of what somebody says about a release.</summary>
    public const int ReleaseMessageLength = 500;
}
