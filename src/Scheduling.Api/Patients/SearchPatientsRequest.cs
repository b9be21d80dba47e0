using System.ComponentModel.DataAnnotations;
using Scheduling.Api.Http.Lists;
using Scheduling.Application.Lists;
using Scheduling.Application.Patients;
using Scheduling.Application.Requests;

namespace Scheduling.Api.Patients;

/// <summary>Whom to look for: at least one of name, birthDate, phone and externalId; everything given must match.</summary>
public sealed record SearchPatientsRequest : IPagedSearch
{
    /// <summary>Beginnings of words of the given or family name, in any order; case, accents and apostrophes don't count.</summary>
    /// <example>zoe mul</example>
    [StringLength(200, MinimumLength = 1)]
    public string? Name { get; init; }

    /// <summary>Date of birth.</summary>
    /// <example>1980-04-12</example>
    public DateOnly? BirthDate { get; init; }

    /// <summary>Phone, E.164, whole.</summary>
    /// <example>+12025550144</example>
    [RegularExpression(Patterns.Phone)]
    public string? Phone { get; init; }

    /// <summary>An id in another system, whole.</summary>
    public ExternalIdBody? ExternalId { get; init; }

    /// <summary>Limit and cursor.</summary>
    public PageRequest Page { get; init; } = new();
}
