namespace Scheduling.Domain.Messages;

/// <summary>What a patient was last told of a visit.</summary>
/// <param name="AppointmentId">The visit.</param>
/// <param name="StartsAt">When it was to begin.</param>
/// <param name="SiteId">Where.</param>
/// <param name="Stands">False when the patient was told that it won't take place.</param>
public sealed record ToldVisit(Guid AppointmentId, DateTimeOffset StartsAt, Guid SiteId, bool Stands = true);
