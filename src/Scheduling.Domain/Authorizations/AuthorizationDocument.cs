namespace Scheduling.Domain.Authorizations;

/// <summary>A document kept elsewhere: a letter, a score sheet, a medication history. Only the reference is stored.</summary>
/// <param name="System">The system that keeps it.</param>
/// <param name="Id">Its id there.</param>
/// <param name="Kind">What it is, such as <c>evidence</c>, <c>approval_letter</c>.</param>
public sealed record AuthorizationDocument(string System, string Id, string Kind);
