namespace Scheduling.Application.ApiKeys;

/// <summary>What a key may be allowed to do.</summary>
public static class Scopes
{
    /// <summary>Read the clinic, courses, appointments.</summary>
    public const string ScheduleRead = "schedule:read";

    /// <summary>Set up the clinic, plan, book, move, cancel.</summary>
    public const string ScheduleWrite = "schedule:write";

    /// <summary>Read clinical facts.</summary>
    public const string ClinicalRead = "clinical:read";

    /// <summary>Enter clinical facts, orders and decisions.</summary>
    public const string ClinicalWrite = "clinical:write";

    /// <summary>Book outside rules R3-R6 (R9).</summary>
    public const string Override = "override";

    /// <summary>Keys, audit, jobs.</summary>
    public const string Admin = "admin";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [ScheduleRead, ScheduleWrite, ClinicalRead, ClinicalWrite, Override, Admin];
}
