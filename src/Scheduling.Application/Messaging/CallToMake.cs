using Scheduling.Domain.Appointments;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Patients;

namespace Scheduling.Application.Messaging;

/// <summary>A patient to call, since a message could not be sent or was not confirmed.</summary>
/// <param name="Message">The message.</param>
/// <param name="Patient">The patient.</param>
/// <param name="Visits">The patient's visits to come, by start, as the book has them.</param>
/// <param name="FirstStart">The first visit that the patient may set out for in vain, or miss.</param>
public sealed record CallToMake(Message Message, Patient Patient, IReadOnlyList<Appointment> Visits, DateTimeOffset FirstStart);
