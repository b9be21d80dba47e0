namespace Scheduling.Domain.Planning;

/// <summary>The codes of <see cref="RuleViolation.Reason"/>; stable, part of the API.</summary>
public static class ViolationReasons
{
    /// <summary>R1: all lanes of the resource are taken.</summary>
    public const string Taken = "taken";

    /// <summary>R2: the staff member's lanes are taken.</summary>
    public const string StaffTaken = "staff_taken";

    /// <summary>R3: the operator has no credential for the model, or none valid on that local date.</summary>
    public const string CredentialMissing = "credential_missing";

    /// <summary>R3: the device lacks the capability.</summary>
    public const string CapabilityMissing = "capability_missing";

    /// <summary>R3: the device is not cleared for indication and age and there is no off-label order.</summary>
    public const string NotCleared = "not_cleared";

    /// <summary>R4: nobody fills the role.</summary>
    public const string RoleUnfilled = "role_unfilled";

    /// <summary>R4: the person lacks the role.</summary>
    public const string RoleMissing = "role_missing";

    /// <summary>R4: one person in two roles.</summary>
    public const string PersonTwice = "person_twice";

    /// <summary>R4: a supervisor is asked for and missing.</summary>
    public const string SupervisorMissing = "supervisor_missing";

    /// <summary>R4: the operator supervises themselves.</summary>
    public const string SupervisorIsOperator = "supervisor_is_operator";

    /// <summary>R4: the supervisor has as many visits at once as allowed.</summary>
    public const string SupervisorFull = "supervisor_full";

    /// <summary>R5: outside opening hours.</summary>
    public const string OutsideHours = "outside_hours";

    /// <summary>R5: a closure of the site or resource.</summary>
    public const string Closed = "closed";

    /// <summary>R5: outside the staff member's shifts, at that site and in an accepted mode.</summary>
    public const string OffShift = "off_shift";

    /// <summary>R5: outside the patient's windows.</summary>
    public const string OutsideWindows = "outside_windows";

    /// <summary>R5: in an absence of the patient.</summary>
    public const string Absent = "absent";

    /// <summary>R6: the day holds as many sessions as allowed.</summary>
    public const string DayFull = "day_full";

    /// <summary>R6: the week holds as many sessions as allowed.</summary>
    public const string WeekFull = "week_full";

    /// <summary>R6: too close to another session in minutes.</summary>
    public const string GapTooShort = "gap_too_short";

    /// <summary>R6: too close to another treatment day.</summary>
    public const string DaysTooClose = "days_too_close";

    /// <summary>R6: a weekday that protocol or request does not allow.</summary>
    public const string WeekdayNotAllowed = "weekday_not_allowed";

    /// <summary>R7: nothing left before the horizon ends.</summary>
    public const string HorizonEnds = "horizon_ends";

    /// <summary>R19: outside the authorization's dates.</summary>
    public const string OutsideAuthorization = "outside_authorization";

    /// <summary>R19: no unit left.</summary>
    public const string NoUnitLeft = "no_unit_left";

    /// <summary>R23: another model than the course's.</summary>
    public const string OtherModel = "other_model";

    /// <summary>A resource that does not belong to the site, or is not in the room or portable.</summary>
    public const string WrongPlace = "wrong_place";

    /// <summary>A resource of this kind is needed and none is named.</summary>
    public const string ResourceMissing = "resource_missing";

    /// <summary>R5: the local time does not exist on that date.</summary>
    public const string TimeSkipped = "time_skipped";

    /// <summary>R5: before the first instant that may be booked.</summary>
    public const string TooSoon = "too_soon";

    /// <summary>
    /// The preferred time would do on that day, but the course keeps to its nominal time; rule, resource and interval are those of the first
    /// day on which the preferred time would not do.
    /// </summary>
    public const string KeepsNominalTime = "keeps_nominal_time";

    /// <summary>R23: another unit of the same model; only flagged.</summary>
    public const string OtherUnitOfModel = "other_unit_of_model";
}
