namespace Scheduling.Domain.Planning;

/// <summary>The facts as if a visit were not booked: a visit does not block its own move (R12).</summary>
public static class OwnPlace
{
    /// <summary>Without what the owner takes.</summary>
    public static ClinicFacts Without(this ClinicFacts facts, Guid ownerId) => facts with
    {
        Staff = [.. facts.Staff.Select(s => s with { Taken = Others(s.Taken, ownerId), Supervising = Others(s.Supervising, ownerId) })],
        Devices = [.. facts.Devices.Select(d => d with { Taken = Others(d.Taken, ownerId) })],
        Rooms = [.. facts.Rooms.Select(r => r with { Taken = Others(r.Taken, ownerId) })],
        Coils = [.. facts.Coils.Select(c => c with { Taken = Others(c.Taken, ownerId) })],
    };

    /// <summary>Without what the owner takes of the patient's time.</summary>
    public static PatientFacts Without(this PatientFacts patient, Guid ownerId) => patient with { Taken = Others(patient.Taken, ownerId) };

    private static IReadOnlyList<Occupation> Others(IReadOnlyList<Occupation> taken, Guid ownerId) => [.. taken.Where(t => t.OwnerId != ownerId)];
}
