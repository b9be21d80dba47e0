namespace Scheduling.Domain.Intakes;

/// <summary>How a person came.</summary>
/// <param name="From">Who sent them, as the clinic calls them; <c>self</c> for nobody.</param>
/// <param name="Reason">What for, as a code; a clinical fact.</param>
/// <param name="Documents">Documents, by reference only.</param>
public sealed record Referral(string From, string? Reason, IReadOnlyList<ReferralDocument> Documents);
