namespace Scheduling.Domain.Planning;

/// <summary>Names a resource.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Id">Its id.</param>
public readonly record struct ResourceRef(ResourceRefKind Kind, Guid Id);
