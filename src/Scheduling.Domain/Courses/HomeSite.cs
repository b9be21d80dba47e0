namespace Scheduling.Domain.Courses;

/// <summary>A home site of a course.</summary>
/// <param name="SiteId">The site.</param>
/// <param name="From">First local date on which it is; null for the course's first.</param>
public sealed record HomeSite(Guid SiteId, DateOnly? From);
