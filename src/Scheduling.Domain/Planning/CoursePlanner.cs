namespace Scheduling.Domain.Planning;

/// <summary>Interim.</summary>
public static class CoursePlanner
{
    /// <summary>Interim.</summary>
    public static CoursePlan Plan(CoursePlanRequest request) => new() { Options = [] };
}
