namespace Scheduling.Domain.Intakes;

/// <summary>A document kept elsewhere, such as the referring letter. Only the reference is stored.</summary>
/// <param name="System">The system that keeps it.</param>
/// <param name="Id">Its id there.</param>
/// <param name="Kind">What it is, such as <c>letter</c>.</param>
public sealed record ReferralDocument(string System, string Id, string Kind);
