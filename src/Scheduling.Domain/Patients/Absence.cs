namespace Scheduling.Domain.Patients;

/// <summary>Days on which a patient cannot come (R5).</summary>
/// <param name="Id">Its id.</param>
/// <param name="From">First day away, inclusive.</param>
/// <param name="Until">Last day away, inclusive.</param>
/// <param name="Reason">Free text for staff.</param>
/// <param name="ApprovedBy">The prescriber who agreed to the pause; it then doesn't count as a lapse (R14).</param>
public sealed record Absence(Guid Id, DateOnly From, DateOnly Until, string? Reason = null, string? ApprovedBy = null);
