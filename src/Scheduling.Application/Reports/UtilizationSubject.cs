namespace Scheduling.Application.Reports;

/// <summary>Whose time a row of the utilization report is.</summary>
public enum UtilizationSubject
{
    /// <summary>One device.</summary>
    Device,

    /// <summary>One technician at one site.</summary>
    Technician,

    /// <summary>All devices of a site within one hour of the day.</summary>
    Hour,
}
