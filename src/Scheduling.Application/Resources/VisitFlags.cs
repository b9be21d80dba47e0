namespace Scheduling.Application.Resources;

/// <summary>Words in an appointment's flags that a change of the clinic sets and takes back.</summary>
public static class VisitFlags
{
    /// <summary>In a closure of the site or of a resource.</summary>
    public const string Closure = "closure";

    /// <summary>On a public holiday or outside opening hours.</summary>
    public const string Hours = "hours";

    /// <summary>Outside the shifts of somebody on the visit.</summary>
    public const string Shift = "shift";

    /// <summary>Somebody on the visit lacks a credential on its date.</summary>
    public const string Credential = "credential";

    /// <summary>Somebody on the visit no longer has the role.</summary>
    public const string Role = "role";

    /// <summary>The device is not able or not cleared.</summary>
    public const string Clearance = "clearance";

    /// <summary>The device stands elsewhere.</summary>
    public const string Place = "place";

    /// <summary>The patient is away.</summary>
    public const string PatientAbsence = "patient_absence";

    /// <summary>Outside the patient's windows.</summary>
    public const string PatientWindow = "patient_window";

    /// <summary>It has no place at all; never stored, it is the state that says so.</summary>
    public const string NoPlace = "no_place";

    /// <summary>Every word that a look at a visit can find.</summary>
    public static IReadOnlyList<string> All { get; } = [Closure, Hours, Shift, Credential, Role, Clearance, Place, PatientAbsence, PatientWindow, LocalTime];

    /// <summary>Its instant no longer shows the local time it was booked for.</summary>
    public const string LocalTime = "local_time";
}
