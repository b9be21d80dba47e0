using System.ComponentModel.DataAnnotations;
using Scheduling.Application.Requests;
using Scheduling.Domain.Staffing;

namespace Scheduling.Application.Reports;

/// <summary>What a site would have more of, and which courses would begin there.</summary>
public sealed record ScenarioRequest
{
    /// <summary>The site.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000002</example>
    public required Guid SiteId { get; init; }

    /// <summary>The protocol of the courses: its newest version, at its default number of sessions.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000003</example>
    public required Guid ProtocolId { get; init; }

    /// <summary>First local date on which a visit may lie.</summary>
    /// <example>2027-02-22</example>
    public required DateOnly StartOnOrAfter { get; init; }

    /// <summary>Weeks from that date in which the first treatments lie.</summary>
    /// <example>4</example>
    [Range(1, 8)]
    public int Weeks { get; init; } = 4;

    /// <summary>More devices, each in a room of its own.</summary>
    [MaxLength(10)]
    public IReadOnlyList<ExtraDevices> Devices { get; init; } = [];

    /// <summary>More staff, on shift whenever the site is open, able to operate every model there.</summary>
    [MaxLength(10)]
    public IReadOnlyList<ExtraStaff> Staff { get; init; } = [];

    /// <summary>More opening hours; whoever is on shift at the site on the day works them.</summary>
    [MaxLength(50)]
    public IReadOnlyList<LocalWindow> Hours { get; init; } = [];
}

/// <summary>More units of a model.</summary>
public sealed record ExtraDevices
{
    /// <summary>The model.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000004</example>
    public required Guid DeviceModelId { get; init; }

    /// <summary>How many.</summary>
    /// <example>1</example>
    [Range(1, 10)]
    public int Count { get; init; } = 1;
}

/// <summary>More people in a role.</summary>
public sealed record ExtraStaff
{
    /// <summary>The role.</summary>
    /// <example>technician</example>
    public required StaffRole Role { get; init; }

    /// <summary>How many.</summary>
    /// <example>1</example>
    [Range(1, 10)]
    public int Count { get; init; } = 1;
}

/// <summary>What fits as things are, and what would fit. Nothing is stored.</summary>
/// <param name="AsIs">As things are.</param>
/// <param name="WhatIf">With what is added.</param>
public sealed record ScenarioResponse(ScenarioFigures AsIs, ScenarioFigures WhatIf);

/// <summary>Whole courses that could begin, planned one after another into what is free.</summary>
public sealed record ScenarioFigures
{
    /// <summary>How many could begin in the weeks asked about, for patients who can come at any time; 30 at most are planned.</summary>
    /// <example>6</example>
    public required int Starts { get; init; }

    /// <summary>Whether there might be more than were planned.</summary>
    /// <example>false</example>
    public required bool OrMore { get; init; }

    /// <summary>Starts by weeks asked about, to one decimal, rounded down.</summary>
    /// <example>1.5</example>
    public required decimal StartsPerWeek { get; init; }

    /// <summary>Each course's first and last visit, in the order of planning.</summary>
    public required IReadOnlyList<ScenarioStart> Courses { get; init; }
}

/// <summary>A course that could begin.</summary>
/// <param name="StartsOn" example="2027-02-22">Local date of its first visit.</param>
/// <param name="EndsOn" example="2027-04-23">Local date of its last.</param>
public sealed record ScenarioStart(DateOnly StartsOn, DateOnly EndsOn);
