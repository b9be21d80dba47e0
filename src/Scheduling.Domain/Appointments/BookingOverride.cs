namespace Scheduling.Domain.Appointments;

/// <summary>A deliberate booking outside R3-R6 (R9).</summary>
/// <param name="Rules">The rules waived, such as <c>R5</c>; R1 and R2 are never among them.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">The actor.</param>
public sealed record BookingOverride(IReadOnlyList<string> Rules, string Reason, string By);
