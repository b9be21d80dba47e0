using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Protocols;

namespace Scheduling.Application.Courses;

/// <summary>Moves a course to a newer version of its protocol, or to one of its own whose phases differ. What was delivered stays what it was.</summary>
public sealed class CourseProtocols(SchedulingDbContext db, ClinicContext context)
{
    /// <summary>The course on the version asked for; saved with the course, by the caller.</summary>
    /// <exception cref="SchedulingException">invalid_request, unknown_reference, unprocessable, rule_broken (R3).</exception>
    internal async Task<(OpenedCourse Opened, IReadOnlyList<PhaseTarget> Targets)> ChangeAsync(OpenedCourse opened, CourseAmendment asked, CancellationToken cancellationToken)
    {
        var course = opened.Course;
        var (version, targets) = (opened.Terms.Protocol!, course.Targets);
        if (asked.ProtocolVersion is { } number)
        {
            version = await NewerAsync(opened, number, cancellationToken);
            targets = [.. version.Definition.Phases.Select(p => course.Targets.FirstOrDefault(t => t.Phase == p.Name) ?? new PhaseTarget(p.Name, p.DefaultSessions))];
            if (asked.Phases.Count + asked.Targets.Count == 0)
            {
                RequireInBounds(version.Definition, targets);
            }
        }

        if (asked.Phases.Count > 0)
        {
            (var definition, targets) = PhaseAmendments.Apply(version.Definition, targets, asked.Phases, phase => opened.Begun(phase, context.Now));
            version = new ProtocolVersion
            {
                ClinicId = context.ClinicId,
                Id = Guid.CreateVersion7(context.Now),
                ProtocolId = course.ProtocolId,
                Number = version.Number,
                CourseId = course.Id,
                Definition = definition,
                CreatedAt = context.Now,
                CreatedBy = context.Actor,
            };
            db.ProtocolVersions.Add(version);
        }

        course.ProtocolVersionId = version.Id;
        return (opened with { Terms = opened.Terms with { Protocol = version } }, targets);
    }

    /// <summary>Puts the visits that are still open on the course's version; what is over stays on the one it was booked on.</summary>
    internal async Task FollowAsync(OpenedCourse opened, CancellationToken cancellationToken)
    {
        var id = opened.Course.ProtocolVersionId;
        var open = opened.ToCome(context.Now).Where(v => v.ProtocolVersionId is not null && v.ProtocolVersionId != id).ToList();
        var ids = open.Select(v => v.Id).ToList();
        await db.Appointments.Where(a => ids.Contains(a.Id)).ExecuteUpdateAsync(a => a.SetProperty(x => x.ProtocolVersionId, id), cancellationToken);
        foreach (var visit in open)
        {
            var property = db.Entry(visit).Property(v => v.ProtocolVersionId);
            (property.CurrentValue, property.OriginalValue, property.IsModified) = (id, id, false);
        }
    }

    /// <summary>The kinds that mean something else in another version, or ask for another coil.</summary>
    internal static IReadOnlyList<string> ChangedKinds(ProtocolDefinition before, ProtocolDefinition after) =>
        [.. after.VisitKinds.Where(k => before.Kind(k.Code) is { } was && (Text(was) != Text(k) || (before.DeviceCapability != after.DeviceCapability && k.Segments.Any(s => s.Kind == SegmentKind.Device)))).Select(k => k.Code)];

    private static string Text(VisitKind kind) => JsonSerializer.Serialize(kind, ProtocolJson.Options);

    private async Task<ProtocolVersion> NewerAsync(OpenedCourse opened, int number, CancellationToken cancellationToken)
    {
        var (course, now) = (opened.Course, opened.Terms.Protocol!);
        var version = await db.PublishedVersions.SingleOrDefaultAsync(v => v.ProtocolId == course.ProtocolId && v.Number == number, cancellationToken)
            ?? throw new SchedulingException(ProblemCodes.UnknownReference) { Errors = [new FieldError("/protocolVersion", "is not a version of the course's protocol")] };
        if (number < now.Number || version.Id == now.Id)
        {
            throw Refused("A course is moved to a newer version of its protocol.", "is not newer than the course's");
        }

        var definition = version.Definition;
        if (definition.Modality != course.Modality)
        {
            throw Refused("The version is of another modality.", "is of another modality");
        }

        if ((definition.OrderRequired && course.Orders.All(o => o.Kind != OrderKinds.Treatment)) || (definition.OffLabel && course.Orders.All(o => o.Kind != OrderKinds.OffLabel)))
        {
            throw new SchedulingException(ProblemCodes.RuleBroken, "The version may only be given by a prescriber's order of kind treatment, or off_label where the use is off-label.")
            {
                Rule = "R3",
                Errors = [new FieldError("/protocolVersion", "needs an order that the course lacks")],
            };
        }

        return version;
    }

    private static void RequireInBounds(ProtocolDefinition definition, IReadOnlyList<PhaseTarget> targets)
    {
        foreach (var target in targets)
        {
            var phase = definition.Phase(target.Phase)!;
            if (target.Sessions < phase.MinSessions || target.Sessions > phase.MaxSessions)
            {
                throw Refused($"The course's target in phase {target.Phase} is out of the version's bounds: name the target, or the phase, along with it.", "does not allow the course's target");
            }
        }
    }

    private static SchedulingException Refused(string detail, string field) => new(ProblemCodes.Unprocessable, detail) { Errors = [new FieldError("/protocolVersion", field)] };
}
