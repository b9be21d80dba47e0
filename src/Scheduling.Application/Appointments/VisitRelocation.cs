using Scheduling.Domain.Appointments;

namespace Scheduling.Application.Appointments;

/// <summary>One patient's part of a change over the visits of many.</summary>
/// <param name="Terms">Patient, course and protocol; which of the visits keep their time or place.</param>
/// <param name="Places">Where visits are to be; one that keeps its place only counts in another phase.</param>
/// <param name="Losing">Visits that lose their place.</param>
/// <param name="Appointments">All of these as loaded, staff included.</param>
public sealed record VisitRelocation(BookingTerms Terms, IReadOnlyList<VisitToBook> Places, IReadOnlyList<Guid> Losing, IReadOnlyList<Appointment> Appointments);

/// <summary>What of a visit stays as it was booked.</summary>
/// <param name="Place">Whether all of it stays; otherwise only its time does.</param>
/// <param name="Override">What was waived about the time.</param>
public sealed record KeptVisit(bool Place, BookingOverride? Override);
