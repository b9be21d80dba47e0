namespace Scheduling.Domain.Courses;

/// <summary>A session and the place it gets.</summary>
/// <param name="Id">Its appointment's id.</param>
/// <param name="Kind">Visit kind it is booked as.</param>
/// <param name="Phase">Its phase.</param>
/// <param name="Start">Its start.</param>
/// <param name="On">Local date of the start.</param>
public sealed record SessionPlace(Guid Id, string Kind, string? Phase, DateTimeOffset Start, DateOnly On);
