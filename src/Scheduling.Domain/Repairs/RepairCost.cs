namespace Scheduling.Domain.Repairs;

/// <summary>What a repair costs, compared in this order (R15): one less of the first outweighs any number of the next.</summary>
/// <param name="Lost">Sessions without a place.</param>
/// <param name="Moved">Visits at another time.</param>
/// <param name="Told">Patients who must be told: of a visit moved or lost. Each counts once.</param>
/// <param name="Minutes">Distance of the visits moved from where they were: minutes of the wall clock, and 1,440 for each day.</param>
/// <param name="StaffChanges">People on the visits who are not those booked.</param>
/// <param name="PlaceChanges">Devices, rooms and coils that are not those booked.</param>
public readonly record struct RepairCost(int Lost, int Moved, int Told, long Minutes, int StaffChanges, int PlaceChanges) : IComparable<RepairCost>
{
    /// <summary>Nothing changes.</summary>
    public static RepairCost Zero => default;

    /// <summary>Term by term.</summary>
    public static RepairCost operator +(RepairCost a, RepairCost b) => new(
        a.Lost + b.Lost, a.Moved + b.Moved, a.Told + b.Told, a.Minutes + b.Minutes, a.StaffChanges + b.StaffChanges, a.PlaceChanges + b.PlaceChanges);

    /// <summary>Term by term.</summary>
    public static RepairCost operator -(RepairCost a, RepairCost b) => new(
        a.Lost - b.Lost, a.Moved - b.Moved, a.Told - b.Told, a.Minutes - b.Minutes, a.StaffChanges - b.StaffChanges, a.PlaceChanges - b.PlaceChanges);

    /// <summary>Cheaper.</summary>
    public static bool operator <(RepairCost a, RepairCost b) => a.CompareTo(b) < 0;

    /// <summary>Dearer.</summary>
    public static bool operator >(RepairCost a, RepairCost b) => a.CompareTo(b) > 0;

    /// <summary>Not dearer.</summary>
    public static bool operator <=(RepairCost a, RepairCost b) => a.CompareTo(b) <= 0;

    /// <summary>Not cheaper.</summary>
    public static bool operator >=(RepairCost a, RepairCost b) => a.CompareTo(b) >= 0;

    /// <inheritdoc/>
    public int CompareTo(RepairCost other) =>
        Lost != other.Lost ? Lost.CompareTo(other.Lost)
        : Moved != other.Moved ? Moved.CompareTo(other.Moved)
        : Told != other.Told ? Told.CompareTo(other.Told)
        : Minutes != other.Minutes ? Minutes.CompareTo(other.Minutes)
        : StaffChanges != other.StaffChanges ? StaffChanges.CompareTo(other.StaffChanges)
        : PlaceChanges.CompareTo(other.PlaceChanges);
}
