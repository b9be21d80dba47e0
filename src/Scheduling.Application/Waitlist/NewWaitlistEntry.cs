using Scheduling.Application.Requests;
using Scheduling.Domain.Waitlist;

namespace Scheduling.Application.Waitlist;

/// <summary>What is wanted of an entry.</summary>
public sealed record NewWaitlistEntry(
    Guid? CourseId, Guid? AppointmentId, WaitlistWish Wants, IReadOnlyList<LocalWindow> Windows, DateOnly? From, DateOnly? Until, DateTimeOffset? ExpiresAt);
