namespace Scheduling.Domain.Problems;

/// <summary>One kind of refusal: what callers switch on, and the HTTP status it is answered with.</summary>
/// <param name="Code">snake_case, never renamed once published.</param>
/// <param name="Status">The HTTP status, 400 to 503.</param>
/// <param name="Title">A short sentence that is the same for every occurrence.</param>
/// <param name="Meaning">What the caller did, and what to do about it; shown in docs/errors.md and under <see cref="Type"/>.</param>
public sealed record ProblemCode(string Code, int Status, string Title, string Meaning)
{
    /// <summary>The RFC 9457 type: a path of this service that answers with <see cref="Meaning"/>.</summary>
    public string Type => "/problems/" + Code.Replace('_', '-');

    /// <inheritdoc />
    public override string ToString() => Code;
}
