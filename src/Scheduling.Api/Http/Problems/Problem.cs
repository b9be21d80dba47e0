using Scheduling.Domain.Problems;

namespace Scheduling.Api.Http.Problems;

/// <summary>Every 4xx and 5xx: RFC 9457 problem details. For the document only; <see cref="ProblemAnswer"/> writes them.</summary>
public sealed record Problem
{
    /// <summary>A path of this service that explains the kind of problem.</summary>
    /// <example>/problems/place-taken</example>
    public required string Type { get; init; }

    /// <summary>The same for every problem of the kind.</summary>
    /// <example>The place is taken.</example>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    /// <example>409</example>
    public required int Status { get; init; }

    /// <summary>What happened this time. Names fields and rules, never values or people.</summary>
    /// <example>The place is taken.</example>
    public required string Detail { get; init; }

    /// <summary>What to switch on; the catalogue is at /problems.</summary>
    /// <example>place_taken</example>
    public required string Code { get; init; }

    /// <summary>The trace's id, that of `traceparent` where one was sent.</summary>
    /// <example>0af7651916cd43dd8448eb211c80319c</example>
    public required string TraceId { get; init; }

    /// <summary>The booking rule that stands against it.</summary>
    /// <example>R3</example>
    public string? Rule { get; init; }

    /// <summary>What is in the way.</summary>
    public IReadOnlyList<Conflict>? Conflicts { get; init; }

    /// <summary>What is wrong with which field: by JSON pointer into the body, `?name` for a query parameter, `{name}` for a part of the path, or a header's name.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }
}
