namespace Scheduling.Domain.Repairs;

/// <summary>What becomes of a visit, from the least change to the greatest.</summary>
public enum RepairStep
{
    /// <summary>Time, people and place stay; only the phase it counts in differs, since an earlier session comes later.</summary>
    OtherPhase,

    /// <summary>Same time, other people or another place: nobody has to be called.</summary>
    OtherResources,

    /// <summary>Had lost its place and gets one at its old time again.</summary>
    Restored,

    /// <summary>Another time of the same day.</summary>
    SameDay,

    /// <summary>Another day.</summary>
    OtherDay,

    /// <summary>Appended at the end of its phase; the later phases shift by it (R11).</summary>
    MakeUp,

    /// <summary>Loses its place; a person has to find another.</summary>
    NeedsNewTime,
}
