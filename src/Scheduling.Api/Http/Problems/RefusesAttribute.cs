namespace Scheduling.Api.Http.Problems;

/// <summary>Problems that an action answers with beside those that follow from its shape. Codes of <see cref="Scheduling.Domain.Problems.ProblemCodes"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RefusesAttribute(params string[] codes) : Attribute
{
    /// <summary>snake_case codes.</summary>
    public IReadOnlyList<string> Codes { get; } = codes;
}
