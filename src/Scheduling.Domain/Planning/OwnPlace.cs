namespace Scheduling.Domain.Planning;

/// <summary>The facts as if some owners took nothing: a visit does not block its own move (R12), nor a course's hold its own plan.</summary>
public static class OwnPlace
{
    /// <summary>Without what the owners take.</summary>
    public static ClinicFacts Without(this ClinicFacts facts, params IReadOnlyCollection<Guid> ownerIds) => ownerIds.Count == 0 ? facts : facts with
    {
        Staff = [.. facts.Staff.Select(s => s with { Taken = Others(s.Taken, ownerIds), Supervising = Others(s.Supervising, ownerIds) })],
        Devices = [.. facts.Devices.Select(d => d with { Taken = Others(d.Taken, ownerIds) })],
        Rooms = [.. facts.Rooms.Select(r => r with { Taken = Others(r.Taken, ownerIds) })],
        Coils = [.. facts.Coils.Select(c => c with { Taken = Others(c.Taken, ownerIds) })],
    };

    /// <summary>Without what the owners take of the patient's time.</summary>
    public static PatientFacts Without(this PatientFacts patient, params IReadOnlyCollection<Guid> ownerIds) =>
        ownerIds.Count == 0 ? patient : patient with { Taken = Others(patient.Taken, ownerIds) };

    private static IReadOnlyList<Occupation> Others(IReadOnlyList<Occupation> taken, IReadOnlyCollection<Guid> ownerIds) => [.. taken.Where(t => !ownerIds.Contains(t.OwnerId))];
}
