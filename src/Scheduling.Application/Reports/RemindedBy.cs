namespace Scheduling.Application.Reports;

/// <summary>How a patient was reminded of a visit.</summary>
public enum RemindedBy
{
    /// <summary>By a reminder of this visit.</summary>
    Reminder,

    /// <summary>By the digest of its week alone.</summary>
    Digest,

    /// <summary>Not at all.</summary>
    Nothing,
}
