namespace Scheduling.Domain.Problems;

/// <summary>
/// A command that is refused. The only exception the service throws on purpose: everything else is a bug.
/// <see cref="Exception.Message"/> is the <c>detail</c> that the caller reads, so it names fields and rules, never values or people.
/// </summary>
public sealed class SchedulingException : Exception
{
    /// <summary>Refuses with the code's own title as detail.</summary>
    public SchedulingException(ProblemCode code)
        : this(code, code.Title)
    {
    }

    /// <summary>Refuses with a sentence of its own.</summary>
    public SchedulingException(ProblemCode code, string detail)
        : base(detail) => Code = code;

    /// <summary>Refuses with a sentence of its own and the failure behind it, which is logged but never shown.</summary>
    public SchedulingException(ProblemCode code, string detail, Exception? inner)
        : base(detail, inner) => Code = code;

    /// <summary>Why it is refused.</summary>
    public ProblemCode Code { get; }

    /// <summary>The booking rule that stands against it, <c>R1</c> to <c>R25</c>; null when none does.</summary>
    public string? Rule { get; init; }

    /// <summary>Everything that is in the way, in order of time.</summary>
    public IReadOnlyList<Conflict> Conflicts { get; init; } = [];

    /// <summary>What is wrong with which field.</summary>
    public IReadOnlyList<FieldError> Errors { get; init; } = [];

    /// <summary>Further members of the answer, for example <c>options</c> of a skipped local time. Keys are camelCase.</summary>
    public IReadOnlyDictionary<string, object?> Extensions { get; init; } = new Dictionary<string, object?>();

    /// <summary>For answers that may be tried again: after how long.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The answer for an id that doesn't exist, or is another clinic's: both look the same.</summary>
    public static SchedulingException NotFound() => new(ProblemCodes.NotFound);

    /// <summary>One wrong field of the body.</summary>
    /// <param name="pointer">JSON pointer, <c>/changes/0/start</c>.</param>
    /// <param name="detail">What is wrong with it, without the value.</param>
    public static SchedulingException Invalid(string pointer, string detail) =>
        new(ProblemCodes.InvalidRequest, "The request is malformed: see errors.") { Errors = [new FieldError(pointer, detail)] };

    /// <summary>Well-formed, but against a rule (422).</summary>
    /// <param name="rule"><c>R1</c> to <c>R25</c>.</param>
    /// <param name="detail">What stands against it, without names of people.</param>
    /// <param name="conflicts">What is in the way.</param>
    public static SchedulingException Broken(string rule, string detail, params IReadOnlyList<Conflict> conflicts) =>
        new(ProblemCodes.RuleBroken, detail) { Rule = rule, Conflicts = conflicts };
}
