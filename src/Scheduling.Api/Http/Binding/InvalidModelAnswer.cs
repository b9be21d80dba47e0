using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Scheduling.Api.Http.Json;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Http.Binding;

/// <summary>Turns MVC's complaints about a request into the one kind of refusal. Called by MVC when a model is invalid.</summary>
public static class InvalidModelAnswer
{
    /// <summary>Never returns: refuses.</summary>
    public static IActionResult Refuse(ActionContext context)
    {
        var sources = context.ActionDescriptor.Parameters.ToDictionary(p => p.BindingInfo?.BinderModelName ?? p.Name, p => p.BindingInfo?.BindingSource, StringComparer.OrdinalIgnoreCase);
        var body = context.ActionDescriptor.Parameters.FirstOrDefault(p => p.BindingInfo?.BindingSource == BindingSource.Body);
        var errors = new List<FieldError>();
        foreach (var (key, entry) in context.ModelState.Where(e => e.Value!.ValidationState == ModelValidationState.Invalid))
        {
            // An id in a path that is no id can't be known: the same answer as for any unknown one.
            if (sources.GetValueOrDefault(key) == BindingSource.Path && context.ActionDescriptor.Parameters.Any(p => p.Name == key && p.ParameterType == typeof(Guid)))
            {
                throw SchedulingException.NotFound();
            }

            var pointer = sources.GetValueOrDefault(key) is { } source
                ? source == BindingSource.Body ? "" : source == BindingSource.Path ? "{" + key + "}" : source == BindingSource.Header ? key : "?" + key
                : body is null ? "?" + System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(key) : JsonPointer.FromPath(key);
            errors.AddRange(entry!.Errors.Select(e => new FieldError(pointer, e.Exception is null ? e.ErrorMessage : "has the wrong form")));
        }

        throw new SchedulingException(ProblemCodes.InvalidRequest, "The request is malformed: see errors.")
        {
            Errors = [.. errors.OrderBy(e => e.Pointer, StringComparer.Ordinal)],
        };
    }
}
