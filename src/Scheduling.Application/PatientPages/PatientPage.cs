using Scheduling.Application.Messaging;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Waitlist;

namespace Scheduling.Application.PatientPages;

/// <summary>What a patient sees behind a link.</summary>
/// <param name="Link">The link.</param>
/// <param name="File">The patient's file; null for somebody without visits.</param>
/// <param name="Ended">The link is over: past its end, or its address is no longer the patient's. Nothing of the patient's is shown then.</param>
/// <param name="Visits">Visits to come that the patient may know of, by start.</param>
/// <param name="Asked">Open requests for another time, by visit.</param>
/// <param name="Offer">The place that the link's message offers, while it can be taken.</param>
/// <param name="ToConfirm">The change that the link's message told, while nobody has confirmed it (M11).</param>
/// <param name="Stopped">Messages to the link's address have been stopped.</param>
public sealed record PatientPage(
    PatientLink Link,
    PatientFile? File,
    bool Ended,
    IReadOnlyList<Appointment> Visits,
    IReadOnlyDictionary<Guid, TimeRequest> Asked,
    WaitlistOffer? Offer,
    Message? ToConfirm,
    bool Stopped);
