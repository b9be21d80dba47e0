namespace Scheduling.Domain.Appointments;

/// <summary>Which visits a change is about (R12).</summary>
public enum ChangeScope
{
    /// <summary>This one.</summary>
    This,

    /// <summary>This and all later ones of its course.</summary>
    Following,

    /// <summary>All that are still to come of its course.</summary>
    Remaining,
}
