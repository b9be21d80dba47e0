using Scheduling.Domain.Planning;

namespace Scheduling.Domain.Admissions;

/// <summary>Checks a finished plan visit by visit with the rules that a booking is checked with, beside everything else of the plan.</summary>
internal sealed class LegalityCheck(AdmissionModel model, ExactPlacing placing)
{
    /// <summary>Candidates whose courses break a rule; empty for every plan that the search is known to make.</summary>
    internal IEnumerable<int> Illegal(IReadOnlyList<Placement?> placed)
    {
        var sites = model.Boards.Keys.ToDictionary(site => site.Site.Id, site => placing.Beside(site, -1, placed));
        foreach (var candidate in model.Candidates)
        {
            if (placed[candidate.Number]?.Option is { } option && !IsLegal(candidate, option, sites[option.SiteId]))
            {
                yield return candidate.Number;
            }
        }
    }

    private static bool IsLegal(Candidate candidate, PlanOption option, ClinicFacts facts)
    {
        var course = candidate.Course;
        var protocol = course.Protocol;
        var treatments = option.Sessions.Where(s => s.SessionNumber is not null)
            .Select(s => new CourseTreatment(s.LocalDate, s.Start, protocol.Kind(s.Kind)!, protocol.Phase(s.Phase!)!)).ToList();
        var context = VisitContext.For(protocol) with { OffLabelOrder = course.OffLabelOrder, ModelId = option.ModelId, Supervision = course.Supervision, Coverage = course.Coverage };
        return option.Sessions.All(s => s.LocalDate >= course.StartOnOrAfter && s.LocalDate <= course.HorizonEnd && (course.NotBefore is not { } first || s.Start >= first)
            && VisitCheck.Check(facts, course.Patient, ToCheck(candidate, s), context with
            {
                Phase = s.Phase is { } phase ? protocol.Phase(phase) : null,
                Others = [.. treatments.Where(t => t.VisitStart != s.Start)],
            }).Count == 0);
    }

    private static VisitToCheck ToCheck(Candidate candidate, PlannedVisit visit) => new()
    {
        OwnerId = candidate.Id,
        Kind = candidate.Course.Protocol.Kind(visit.Kind)!,
        Start = visit.Start,
        Staff = visit.Takes.Where(t => t.Role is not null).GroupBy(t => t.Role!.Value).ToDictionary(g => g.Key, g => g.First().Resource.Id),
        DeviceId = Of(visit, ResourceRefKind.Device),
        RoomId = Of(visit, ResourceRefKind.Room),
        CoilId = Of(visit, ResourceRefKind.Coil),
    };

    private static Guid? Of(PlannedVisit visit, ResourceRefKind kind) => visit.Takes.Where(t => t.Resource.Kind == kind).Select(t => (Guid?)t.Resource.Id).FirstOrDefault();
}
