namespace Scheduling.Application.Import;

/// <summary>Kinds of things that an import file gives keys to.</summary>
internal static class ImportKinds
{
    public const string Site = "site";
    public const string Room = "room";
    public const string DeviceModel = "device_model";
    public const string Device = "device";
    public const string Staff = "staff_member";
    public const string Holiday = "holiday";
    public const string Closure = "closure";
    public const string Protocol = "protocol";
    public const string Patient = "patient";
    public const string Screening = "screening";
    public const string Consent = "consent";
    public const string Course = "course";
    public const string Visit = "visit";
}
