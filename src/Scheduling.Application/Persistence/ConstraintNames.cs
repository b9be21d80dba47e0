namespace Scheduling.Application.Persistence;

/// <summary>Constraints whose violation is a refusal with a name of its own.</summary>
public static class ConstraintNames
{
    public const string NoOverlap = "ex_allocations_no_overlap";
    public const string ClinicSlug = "ux_clinics_slug";
    public const string SiteName = "ux_sites_name";
    public const string RoomName = "ux_rooms_name";
    public const string HolidayDate = "ux_holidays_date";
    public const string DeviceModelName = "ux_device_models_name";
    public const string DeviceName = "ux_devices_name";
    public const string PatientExternalId = "ux_patient_external_ids_value";
    public const string ProtocolCode = "ux_protocols_code";
    public const string OneOpenCourse = "ux_courses_one_open";
}
