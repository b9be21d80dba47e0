using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;

namespace Scheduling.Application.Requests;

/// <summary>
/// A body with merge semantics: a member that is absent leaves the value as it is, null clears it where the member may be null.
/// Members notice that they were given: <c>public string? Phone { get; init =&gt; field = Give(value); }</c>.
/// </summary>
public abstract record MergePatch
{
    private readonly HashSet<string> given = [];

    /// <summary>Whether the member was in the body, null included.</summary>
    public bool Has(string member) => given.Contains(member);

    /// <summary>The member's new value, or what it was.</summary>
    public T Or<T>(string member, T value, T present) => given.Contains(member) ? value : present;

    /// <summary>Notes that the member was given.</summary>
    protected T Give<T>(T value, [CallerMemberName] string member = "")
    {
        given.Add(member);
        return value;
    }
}

/// <summary>The member of a <see cref="MergePatch"/> may be left out but is never null.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MayBeLeftOutAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is null && validationContext is { ObjectInstance: MergePatch patch, MemberName: { } member } && patch.Has(member)
            ? new ValidationResult("may be left out but not null", [member])
            : ValidationResult.Success;
}
