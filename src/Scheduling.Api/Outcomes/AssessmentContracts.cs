using System.ComponentModel.DataAnnotations;
using Scheduling.Domain.Outcomes;

namespace Scheduling.Api.Outcomes;

/// <summary>A scored scale.</summary>
public sealed record RecordAssessmentRequest
{
    /// <summary>Code of the instrument.</summary>
    /// <example>phq9</example>
    [StringLength(64, MinimumLength = 1)]
    public required string Instrument { get; init; }

    /// <summary>Local date on which it was filled in; leave it out for today.</summary>
    /// <example>null</example>
    public DateOnly? On { get; init; }

    /// <summary>Points of each item, in order; or the total alone.</summary>
    [MaxLength(50)]
    public IReadOnlyList<int>? Items { get; init; }

    /// <summary>The total; with items it has to be what they come to.</summary>
    /// <example>14</example>
    [Range(0, 1000)]
    public int? Total { get; init; }
}

/// <summary>An assessment.</summary>
public sealed record AssessmentResponse
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The course.</summary>
    public required Guid CourseId { get; init; }

    /// <summary>Code of the instrument.</summary>
    public required string Instrument { get; init; }

    /// <summary>Local date.</summary>
    public required DateOnly On { get; init; }

    /// <summary>Points of each item; null when only the total is known.</summary>
    public required IReadOnlyList<int>? Items { get; init; }

    /// <summary>The total.</summary>
    public required int Total { get; init; }

    /// <summary>Who entered it.</summary>
    public required string? RecordedBy { get; init; }

    internal static AssessmentResponse Of(Assessment a) => new() { Id = a.Id, CourseId = a.CourseId, Instrument = a.Instrument, On = a.On, Items = a.Items, Total = a.Total, RecordedBy = a.RecordedBy };
}

/// <summary>A course's curves.</summary>
/// <param name="Items">One for each instrument that was used, by code.</param>
public sealed record CurveList(IReadOnlyList<OutcomeCurve> Items);

/// <summary>The scales that there are.</summary>
/// <param name="Items">By code.</param>
public sealed record InstrumentList(IReadOnlyList<Instrument> Items);
