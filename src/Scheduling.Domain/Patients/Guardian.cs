namespace Scheduling.Domain.Patients;

/// <summary>Who answers for a minor.</summary>
/// <param name="Name">Full name.</param>
/// <param name="Phone">Phone, E.164.</param>
/// <param name="Email">E-mail address.</param>
public sealed record Guardian(string Name, string? Phone = null, string? Email = null);
