namespace Scheduling.Application.Reports;

/// <summary>What a row of the capacity report says.</summary>
public enum CapacityMeasure
{
    /// <summary>How many courses one of the things that a course needs lasts for.</summary>
    Need,

    /// <summary>Time lost to a cause.</summary>
    Lost,
}
