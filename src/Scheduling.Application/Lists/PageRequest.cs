using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Scheduling.Application.Lists;

/// <summary>Which part of a list is wanted.</summary>
public sealed record PageRequest
{
    /// <summary>How many rows at most, 1 to 200.</summary>
    /// <example>50</example>
    [Range(1, 200)]
    public int Limit { get; init; } = 50;

    /// <summary>`next` of the page before; leave it out for the first page. Good only for the same list with the same filters.</summary>
    [StringLength(1000, MinimumLength = 1)]
    public string? Cursor { get; init; }

    /// <summary>What a cursor is bound to: clinic, path and filters. Set by the host, for searches by POST too.</summary>
    [BindNever]
    [JsonIgnore]
    public string Scope { get; set; } = "";
}
