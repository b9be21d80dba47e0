namespace Scheduling.Domain.Authorizations;

/// <summary>What becomes of tentative visits that nobody has decided by their date (R22). Stored and sent in snake_case.</summary>
public enum ExpiryAction
{
    /// <summary>A person is asked.</summary>
    Task,

    /// <summary>Their places are given back and a person is told.</summary>
    Release,
}
