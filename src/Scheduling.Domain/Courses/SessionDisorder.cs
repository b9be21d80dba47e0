namespace Scheduling.Domain.Courses;

/// <summary>What is wrong with the order of a course's sessions.</summary>
public enum SessionDisorder
{
    /// <summary>It would not begin with the visit that determines the dose.</summary>
    Beginning,

    /// <summary>It would not go on with the motor threshold that is owed (R14, R23).</summary>
    Redetermination,

    /// <summary>A session would come after one of a later phase (R11).</summary>
    Phases,
}
