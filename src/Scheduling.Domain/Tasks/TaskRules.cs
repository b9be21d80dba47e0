using Scheduling.Domain.Staffing;

namespace Scheduling.Domain.Tasks;

/// <summary>What follows from a task's kind and role.</summary>
public static class TaskRules
{
    /// <summary>Who does tasks of a kind.</summary>
    public static TaskRole RoleOf(TaskKind kind) => kind switch
    {
        TaskKind.PartialDecision or TaskKind.GapReview or TaskKind.GapHold => TaskRole.Prescriber,
        TaskKind.SafetyReview or TaskKind.NextStep => TaskRole.Prescriber,
        TaskKind.MissedTwice or TaskKind.ClinicianReview or TaskKind.EventFollowUp or TaskKind.SafetyReport or TaskKind.CrisisReply => TaskRole.Clinician,
        TaskKind.ThresholdDue or TaskKind.ScaleDue => TaskRole.Technician,
        _ => TaskRole.FrontDesk,
    };

    /// <summary>The rule that opens tasks of a kind; null where it has no number.</summary>
    public static string? RuleOf(TaskKind kind) => kind switch
    {
        TaskKind.CredentialEnding => "R3",
        TaskKind.PartialDecision => "R10",
        TaskKind.MissedTwice or TaskKind.ClinicianReview => "R24",
        TaskKind.SafetyReview or TaskKind.SafetyReport => "R16",
        TaskKind.NeedsNewTime => "R15",
        TaskKind.GapReview or TaskKind.GapHold => "R14",
        TaskKind.AuthorizationDue or TaskKind.TentativeDecision or TaskKind.CoverageEnded or TaskKind.UnitsMissing => "R22",
        TaskKind.AuthorizationEnding or TaskKind.UnitsRunningOut or TaskKind.ExtensionNeeded => "R21",
        TaskKind.SiteApproval or TaskKind.ProviderApproval => "R19",
        TaskKind.VisitUnauthorized => "R20",
        TaskKind.Estimate => "R25",
        TaskKind.CallBack => "M6",
        TaskKind.CrisisReply => "M12",
        _ => null,
    };

    /// <summary>The call that does the task and closes it; null for those that a person closes.</summary>
    public static string? DoneBy(TaskKind kind) => kind switch
    {
        TaskKind.PartialDecision => "decide-partial",
        TaskKind.GapHold => "resume or discontinue",
        TaskKind.WaitlistOffer or TaskKind.TimeRequested => "accept or decline",
        _ => null,
    };

    /// <summary>Whether a task tells of a clinical fact by being there: only keys that read those see it.</summary>
    public static bool IsClinical(TaskKind kind) => kind is TaskKind.SafetyReview or TaskKind.SafetyReport or TaskKind.EventFollowUp or TaskKind.ClinicianReview or TaskKind.NextStep
        or TaskKind.CrisisReply;

    /// <summary>Whether a task that its cause closed opens again with the cause. A course that was resumed is not held again for the same gap.</summary>
    public static bool OpensAgain(TaskKind kind) => kind != TaskKind.GapHold;

    /// <summary>Whether somebody with these roles may take a task for a role. The front desk's anybody may.</summary>
    /// <param name="role">Who is to do the task.</param>
    /// <param name="held">Roles that the person holds.</param>
    public static bool MayTake(TaskRole role, IReadOnlyList<StaffRole> held) => role switch
    {
        TaskRole.Technician => held.Contains(StaffRole.Technician),
        TaskRole.Nurse => held.Contains(StaffRole.Nurse),
        TaskRole.Prescriber => held.Contains(StaffRole.Prescriber),
        TaskRole.Clinician => held.Contains(StaffRole.Nurse) || held.Contains(StaffRole.Prescriber),
        _ => true,
    };
}
