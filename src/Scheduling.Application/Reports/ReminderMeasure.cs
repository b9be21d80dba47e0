namespace Scheduling.Application.Reports;

/// <summary>What a row of the reminders report counts.</summary>
public enum ReminderMeasure
{
    /// <summary>Messages of a kind over a channel.</summary>
    Messages,

    /// <summary>Visits, by how the patient was reminded of them.</summary>
    Attendance,
}
