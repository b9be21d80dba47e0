using Scheduling.Testing.Api;

namespace Scheduling.Testing.Clinics;

/// <summary>A seeded clinic: one site, its resources, patients and one protocol.</summary>
public sealed record SmallClinic
{
    /// <summary>A client whose key has every scope.</summary>
    public required ApiClient Client { get; init; }

    public required Guid SiteId { get; init; }
    public required Guid ModelId { get; init; }
    public required IReadOnlyList<Guid> Rooms { get; init; }
    public required IReadOnlyList<Guid> Devices { get; init; }
    public required IReadOnlyList<Guid> Technicians { get; init; }
    public required Guid Prescriber { get; init; }
    public required IReadOnlyList<Guid> Patients { get; init; }
    public required Guid ProtocolId { get; init; }

    /// <summary>Makes a self-pay course of a patient, ready to book.</summary>
    public async Task<Guid> CreateCourseAsync(int patient = 0, object? targets = null, object? coverage = null)
    {
        var answer = await Client.PostAsync("/v1/courses", new
        {
            patientId = Patients[patient],
            siteId = SiteId,
            protocolId = ProtocolId,
            targets = targets ?? Array.Empty<object>(),
            coverage = coverage ?? new { kind = "self_pay" },
        });
        return answer.Expect(System.Net.HttpStatusCode.Created).Id;
    }
}
