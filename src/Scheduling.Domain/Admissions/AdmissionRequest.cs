using Scheduling.Domain.Planning;

namespace Scheduling.Domain.Admissions;

/// <summary>A waiting list to be admitted as a whole (P2).</summary>
public sealed record AdmissionRequest
{
    /// <summary>Who waits, in the order of coming: the order in which first come, first served places them. No patient stands in it twice.</summary>
    public required IReadOnlyList<AdmissionCandidate> Candidates { get; init; }

    /// <summary>Seed of the search's chances: the same request, seed and step limit give the same answer.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Time after which the search ends with its best plan. The first-come plan and the last check are made in any case.</summary>
    public required TimeSpan TimeLimit { get; init; }

    /// <summary>Number of courses placed or priced after which the search ends; null: the time limit alone. With it alone in force, an answer can be repeated on any machine.</summary>
    public long? StepLimit { get; init; }
}

/// <summary>A patient who waits for a course.</summary>
public sealed record AdmissionCandidate
{
    /// <summary>Id, unique in the list.</summary>
    public required Guid Id { get; init; }

    /// <summary>
    /// The course as for P1, its priority and authorization included. Candidates of one site share the same facts. Not admitting it costs its
    /// weight of an unplaced session for every session, times its priority.
    /// </summary>
    public required CoursePlanRequest Course { get; init; }
}

/// <summary>How far a search is.</summary>
/// <param name="Percent">Of the time or steps allowed, 0 to 100.</param>
/// <param name="Admitted">Courses admitted by the best plan.</param>
/// <param name="Cost">Its cost.</param>
/// <param name="Bound">What no plan goes below, as known by then.</param>
public sealed record AdmissionProgress(int Percent, int Admitted, decimal Cost, decimal Bound);
