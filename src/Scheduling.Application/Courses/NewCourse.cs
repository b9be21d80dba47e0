using Scheduling.Domain.Courses;

namespace Scheduling.Application.Courses;

/// <summary>What a course is made from, checked in form by the caller.</summary>
public sealed record NewCourse
{
    public required Guid PatientId { get; init; }
    public required Guid SiteId { get; init; }
    public required Guid ProtocolId { get; init; }

    /// <summary>Number of the version to pin; null for the newest.</summary>
    public int? ProtocolVersion { get; init; }

    /// <summary>Sessions by phase; phases left out keep the protocol's default.</summary>
    public IReadOnlyList<PhaseTarget> Targets { get; init; } = [];

    /// <summary>The indication treated; null for the protocol's.</summary>
    public string? Indication { get; init; }

    public Coverage? Coverage { get; init; }
    public TimeOnly? PreferredTime { get; init; }
    public decimal Priority { get; init; } = 1;

    /// <summary>Kept as a draft even when it could be booked.</summary>
    public bool Draft { get; init; }

    public IReadOnlyList<NewOrder> Orders { get; init; } = [];
    public Guid? PriorCourseId { get; init; }
}

/// <summary>An order to record; who and when come from the request, where it was not given earlier.</summary>
public sealed record NewOrder(string Kind, string Reason, DateOnly? From = null, DateOnly? Until = null, OrderLimits? Limits = null)
{
    /// <summary>Who gave it, where that was earlier; null for the person behind the request.</summary>
    public string? By { get; init; }

    /// <summary>When; null for now.</summary>
    public DateTimeOffset? At { get; init; }
}
