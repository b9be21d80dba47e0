using Scheduling.Application.ApiKeys;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Courses;

namespace Scheduling.Application.Courses;

/// <summary>What people say about a course may be clinical: whoever lacks <c>clinical:read</c> is told the words of ours alone.</summary>
public static class CourseReasons
{
    /// <summary>Why visits and absences change when a course is discontinued, for their own history, which the front desk reads.</summary>
    internal const string Discontinued = "The course was discontinued.";

    /// <summary>The same when it is paused.</summary>
    internal const string Paused = "The course is paused.";

    /// <summary>The same when it is amended.</summary>
    internal const string Amended = "The course was amended.";

    /// <summary>Whether the caller reads clinical facts.</summary>
    public static bool ReadsClinical(this ClinicContext context) => context.Identity.Scopes.Contains(Scopes.ClinicalRead);

    /// <summary>Why a course is on hold or has ended.</summary>
    /// <param name="course">The course.</param>
    /// <param name="clinical">Whether clinical facts may be read.</param>
    public static string? Shown(Course course, bool clinical) => course.HoldCause is { } cause and not HoldCause.Staff
        ? StoredJson.Word(cause)
        : clinical || course.StateReason == CourseRules.TargetDelivered ? course.StateReason : null;
}
