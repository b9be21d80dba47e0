namespace Scheduling.Domain.Courses;

/// <summary>What a person does to a course as a whole.</summary>
public enum CourseAction
{
    /// <summary>Days without visits are agreed; the course goes on around them.</summary>
    Pause,

    /// <summary>Stops it until it is resumed.</summary>
    Hold,

    /// <summary>Goes on after a hold.</summary>
    Resume,

    /// <summary>Changes how many sessions it is to have (R13).</summary>
    Amend,

    /// <summary>Ends it early.</summary>
    Discontinue,

    /// <summary>Ends it as complete.</summary>
    Complete,
}
