using Scheduling.Domain.Appointments;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Patients;

namespace Scheduling.Application.Messaging;

/// <summary>A patient to call, since a message could not be sent or was not confirmed.</summary>
/// <param name="Message">The message.</param>
/// <param name="Patient">The patient.</param>
/// <param name="Visits">The patient's visits to come, by start, as the book has them.</param>
public sealed record CallToMake(Message Message, Patient Patient, IReadOnlyList<Appointment> Visits)
{
    /// <summary>The first visit that the patient may set out for, or miss.</summary>
    public DateTimeOffset FirstStart => Message.Kind == MessageKind.UrgentChange || Visits.Count == 0 ? Message.UseUntil : Visits[0].StartsAt;
}
