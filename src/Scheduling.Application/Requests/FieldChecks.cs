using System.Globalization;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Requests;

/// <summary>Gathers everything wrong with a body, so that one answer names all of it.</summary>
public sealed class FieldChecks
{
    private readonly List<FieldError> malformed = [];
    private readonly List<FieldError> unknown = [];

    /// <summary>Notes an error of form unless <paramref name="fine"/>.</summary>
    public void Check(bool fine, string pointer, string detail)
    {
        if (!fine)
        {
            malformed.Add(new FieldError(pointer, detail));
        }
    }

    /// <summary>Notes text that has nothing to read in it.</summary>
    public void Text(string? text, string pointer) => Check(text is null || !string.IsNullOrWhiteSpace(text), pointer, "must not be blank");

    /// <summary>Notes an id that leads nowhere unless <paramref name="known"/>.</summary>
    public void Reference(bool known, string pointer)
    {
        if (!known)
        {
            unknown.Add(new FieldError(pointer, "is not the id of one that is in service here"));
        }
    }

    /// <summary>Refuses when anything was noted.</summary>
    /// <exception cref="SchedulingException">invalid_request; unknown_reference when the form is fine.</exception>
    public void ThrowIfAny()
    {
        if (malformed.Count > 0)
        {
            throw new SchedulingException(ProblemCodes.InvalidRequest, "The request is malformed: see errors.") { Errors = malformed };
        }

        if (unknown.Count > 0)
        {
            throw new SchedulingException(ProblemCodes.UnknownReference) { Errors = unknown };
        }
    }

    /// <summary>A pointer to an element: <c>/shifts/2/until</c>.</summary>
    public static string At(string list, int index, string member = "") =>
        list + "/" + index.ToString(CultureInfo.InvariantCulture) + (member.Length == 0 ? "" : "/" + member);
}
