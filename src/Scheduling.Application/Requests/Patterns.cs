namespace Scheduling.Application.Requests;

/// <summary>Shapes of texts, as regular expressions that JavaScript reads alike: they stand in the OpenAPI document.</summary>
public static class Patterns
{
    /// <summary>E.164.</summary>
    public const string Phone = @"^\+[1-9][0-9]{6,14}$";

    /// <summary>Enough to catch a slip; whether mail arrives only sending tells.</summary>
    public const string Email = @"^[^@\s]+@[^@\s]+\.[^@\s.]+$";

    /// <summary>BCP 47.</summary>
    public const string Language = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$";

    /// <summary>Codes that are data: capabilities, indications, credentials, systems.</summary>
    public const string Code = "^[a-z0-9][a-z0-9_.-]*$";
}
