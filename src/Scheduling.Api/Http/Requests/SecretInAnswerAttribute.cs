namespace Scheduling.Api.Http.Requests;

/// <summary>The answer has a secret at its top that is shown once: it is stored, and replayed, as null.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SecretInAnswerAttribute(string member) : Attribute
{
    /// <summary>The member's JSON name.</summary>
    public string Member { get; } = member;
}
