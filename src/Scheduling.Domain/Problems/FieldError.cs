namespace Scheduling.Domain.Problems;

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Pointer">A JSON pointer into the body (<c>/changes/0/start</c>), <c>?name</c> for a query parameter, or a header's name.</param>
/// <param name="Detail">What is wrong; never the value that was sent.</param>
public sealed record FieldError(string Pointer, string Detail);
