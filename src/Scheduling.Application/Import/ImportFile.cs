using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Devices;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Screenings;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Staffing;

namespace Scheduling.Application.Import;

/// <summary>A clinic as a file, described in docs/import.md. Things refer to each other by the keys that the file gives them.</summary>
public sealed record ImportFile
{
    /// <summary>The version of this format: 1.</summary>
    public required int Format { get; init; }

    public required ImportedClinic Clinic { get; init; }
    public IReadOnlyList<ImportedSite> Sites { get; init; } = [];
    public IReadOnlyList<ImportedRoom> Rooms { get; init; } = [];
    public IReadOnlyList<ImportedDeviceModel> DeviceModels { get; init; } = [];
    public IReadOnlyList<ImportedDevice> Devices { get; init; } = [];
    public IReadOnlyList<ImportedStaff> Staff { get; init; } = [];
    public IReadOnlyList<ImportedHoliday> Holidays { get; init; } = [];
    public IReadOnlyList<ImportedClosure> Closures { get; init; } = [];
    public IReadOnlyList<ImportedProtocol> Protocols { get; init; } = [];
    public IReadOnlyList<ImportedPatient> Patients { get; init; } = [];
    public IReadOnlyList<ImportedScreening> Screenings { get; init; } = [];
    public IReadOnlyList<ImportedConsent> Consents { get; init; } = [];
    public IReadOnlyList<ImportedCourse> Courses { get; init; } = [];
    public IReadOnlyList<ImportedVisit> Visits { get; init; } = [];
}

/// <summary>The clinic, found again by its slug.</summary>
public sealed record ImportedClinic(string Slug, string Name);

/// <summary>The same hours on several weekdays; <c>until</c> 00:00 is the end of the day.</summary>
public sealed record ImportedHours(IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly Until);

public sealed record ImportedSite
{
    public required string Key { get; init; }
    public required string Name { get; init; }
    public string? Alias { get; init; }
    public string? Phone { get; init; }
    public required string TimeZone { get; init; }
    public DayOfWeek WeekStartsOn { get; init; } = DayOfWeek.Monday;
    public required IReadOnlyList<ImportedHours> OpeningHours { get; init; }
    public FacilityType? FacilityType { get; init; }
}

public sealed record ImportedRoom
{
    public required string Key { get; init; }
    public required string Site { get; init; }
    public required string Name { get; init; }
    public int Capacity { get; init; } = 1;
}

public sealed record ImportedDeviceModel
{
    public required string Key { get; init; }
    public required string Name { get; init; }
    public string? Manufacturer { get; init; }
    public required IReadOnlyList<string> Capabilities { get; init; }
    public IReadOnlyList<Clearance> Clearances { get; init; } = [];
}

public sealed record ImportedDevice
{
    public required string Key { get; init; }
    public required string Site { get; init; }
    public required string Model { get; init; }
    public string? Room { get; init; }
    public required string Name { get; init; }
    public string? SerialNumber { get; init; }
}

public sealed record ImportedStaff
{
    public required string Key { get; init; }
    public required string Name { get; init; }
    public required IReadOnlyList<StaffRole> Roles { get; init; }
    public int Capacity { get; init; } = 1;
    public IReadOnlyList<ImportedCredential> Credentials { get; init; } = [];
    public IReadOnlyList<ImportedShift> Shifts { get; init; } = [];
    public IReadOnlyList<ImportedShiftException> ShiftExceptions { get; init; } = [];
}

public sealed record ImportedCredential(string Kind, FileDate ValidFrom, string? DeviceModel = null, FileDate? ValidUntil = null);

public sealed record ImportedShift(
    string Site,
    IReadOnlyList<DayOfWeek> Days,
    TimeOnly From,
    TimeOnly Until,
    PresenceMode Mode = PresenceMode.InPerson,
    FileDate? ValidFrom = null,
    FileDate? ValidUntil = null);

public sealed record ImportedShiftException(FileDate Date, IReadOnlyList<ImportedDatedShift> Shifts, string? Reason = null);

public sealed record ImportedDatedShift(string Site, TimeOnly From, TimeOnly Until, PresenceMode Mode = PresenceMode.InPerson);

/// <summary>A day off for every site, or for one.</summary>
public sealed record ImportedHoliday(string Key, FileDate Date, string Name, string? Site = null);

/// <summary>A closure of exactly one site, room, device or member of staff, [from, until) in the site's local time.</summary>
public sealed record ImportedClosure
{
    public required string Key { get; init; }
    public string? Site { get; init; }
    public string? Room { get; init; }
    public string? Device { get; init; }
    public string? Staff { get; init; }
    public required FileTime From { get; init; }
    public required FileTime Until { get; init; }
    public bool EndIsEstimated { get; init; }
    public required string Reason { get; init; }
}

/// <summary>A shipped template by its code, or a definition of the clinic's own; exactly one of them.</summary>
public sealed record ImportedProtocol(string? Template = null, ProtocolDefinition? Definition = null, bool Enabled = true);

public sealed record ImportedPatient
{
    public required string Key { get; init; }
    public required string GivenName { get; init; }
    public required string FamilyName { get; init; }
    public required DateOnly BirthDate { get; init; }
    public string? Phone { get; init; }
    public string? Email { get; init; }
    public string? TimeZone { get; init; }
    public string Language { get; init; } = "en";
    public Guardian? Guardian { get; init; }
    public IReadOnlyList<ImportedHours> Windows { get; init; } = [];
    public IReadOnlyList<ImportedAbsence> Absences { get; init; } = [];
    public IReadOnlyDictionary<string, string> ExternalIds { get; init; } = new Dictionary<string, string>();
}

/// <summary>Days away, both inclusive.</summary>
public sealed record ImportedAbsence(FileDate From, FileDate Until, string? Reason = null);

/// <summary>A patient's answers to the newest version of a questionnaire, on a local date of the first site.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Patient">Key of the patient.</param>
/// <param name="Questionnaire">Code of the questionnaire.</param>
/// <param name="On">When.</param>
/// <param name="Yes">Questions answered yes; the others were answered no.</param>
/// <param name="Decision">What the prescriber decided that day; null for nothing yet.</param>
public sealed record ImportedScreening(string Key, string Patient, string Questionnaire, FileDate On, IReadOnlyList<string>? Yes = null, ImportedDecision? Decision = null);

/// <summary>A prescriber's decision.</summary>
/// <param name="Verdict">Accepted, refused, or needs more.</param>
/// <param name="By">Key of a prescriber.</param>
/// <param name="Reason">Why.</param>
/// <param name="ValidUntil">Last day, inclusive; left out: as long as the questionnaire says.</param>
/// <param name="SetAside">Questions whose contraindications are set aside.</param>
public sealed record ImportedDecision(Verdict Verdict, string By, string Reason, FileDate? ValidUntil = null, IReadOnlyList<string>? SetAside = null);

/// <summary>A consent to a treatment, on a local date of the first site.</summary>
public sealed record ImportedConsent(string Key, string Patient, string Modality, FileDate On, string Wording, string Source, ConsentGiver GivenBy = ConsentGiver.Patient);

/// <summary>A course with its past visits, and its future ones: named singly, or left to the planner.</summary>
public sealed record ImportedCourse
{
    public required string Key { get; init; }
    public required string Patient { get; init; }
    public required string Site { get; init; }

    /// <summary>Code of a protocol of the clinic.</summary>
    public required string Protocol { get; init; }

    public string? Indication { get; init; }
    public ImportedCoverage? Coverage { get; init; }
    public bool Draft { get; init; }
    public TimeOnly? PreferredTime { get; init; }
    public decimal Priority { get; init; } = 1;
    public IReadOnlyList<PhaseTarget> Targets { get; init; } = [];
    public IReadOnlyList<ImportedOrder> Orders { get; init; } = [];

    /// <summary>Past visits that follow a pattern.</summary>
    public IReadOnlyList<ImportedHistory> History { get; init; } = [];

    /// <summary>Visits named one by one, past or to come.</summary>
    public IReadOnlyList<ImportedCourseVisit> Visits { get; init; } = [];

    /// <summary>What the planner is to book of what is still owed.</summary>
    public ImportedPlan? Plan { get; init; }
}

public sealed record ImportedCoverage(
    CoverageKind Kind,
    IReadOnlyList<PresenceMode>? Supervision = null,
    FileDate? WindowFrom = null,
    FileDate? WindowUntil = null,
    int? Units = null,
    int? MaxPerDay = null);

public sealed record ImportedOrder(string Kind, string Reason, FileDate? From = null, FileDate? Until = null);

/// <summary>One delivered visit on each listed weekday of [from, until], holidays left out, until the course's sessions are used up; the dates in <c>missed</c> were no-shows.</summary>
public sealed record ImportedHistory
{
    public required FileDate From { get; init; }

    /// <summary>Last day, inclusive; yesterday when left out. A pattern never reaches today.</summary>
    public FileDate? Until { get; init; }

    public IReadOnlyList<DayOfWeek> Days { get; init; } = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
    public required TimeOnly Time { get; init; }
    public required ImportedTakes Takes { get; init; }
    public IReadOnlyList<FileDate> Missed { get; init; } = [];
}

/// <summary>What a visit takes: keys of the file.</summary>
/// <param name="Staff">Role to member of staff.</param>
public sealed record ImportedTakes(IReadOnlyDictionary<StaffRole, string> Staff, string? Device = null, string? Room = null);

/// <summary>A session of a course; its phase and kind follow from its place in the course.</summary>
public sealed record ImportedCourseVisit
{
    public required FileTime Start { get; init; }
    public AppointmentState State { get; init; } = AppointmentState.Booked;
    public required ImportedTakes Takes { get; init; }
}

/// <summary>Asks the planner for everything the course still owes.</summary>
public sealed record ImportedPlan(
    FileDate StartOnOrAfter,
    FileDate? EndOnOrBefore = null,
    TimeOnly? PreferredTime = null,
    IReadOnlyList<DayOfWeek>? Weekdays = null,
    int MaxShortfalls = 0);

/// <summary>A visit of no course, such as a consult.</summary>
public sealed record ImportedVisit
{
    public required string Key { get; init; }
    public required string Patient { get; init; }
    public required string Site { get; init; }

    /// <summary>Code of the protocol whose kind it is.</summary>
    public required string Protocol { get; init; }

    public required string Kind { get; init; }
    public required FileTime Start { get; init; }
    public AppointmentState State { get; init; } = AppointmentState.Booked;
    public required ImportedTakes Takes { get; init; }
}
