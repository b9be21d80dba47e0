namespace Scheduling.Application.Courses;

/// <summary>What came of letting booked visits follow.</summary>
/// <param name="Lost">Visits that lost their place and have to be placed at the end of their phase.</param>
/// <param name="First">The first visit that got another place; null where none did.</param>
internal sealed record RefitOutcome(int Lost, Guid? First);
