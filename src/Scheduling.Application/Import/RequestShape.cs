using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Import;

/// <summary>The bounds that stand as attributes on the API's requests, asked of requests that came another way.</summary>
internal static class RequestShape
{
    /// <summary>Refuses a request whose texts, numbers or lists are out of bounds, by JSON pointer.</summary>
    /// <exception cref="SchedulingException">invalid_request.</exception>
    public static void Require(object request)
    {
        List<FieldError> errors = [];
        Visit(request, "", errors);
        if (errors.Count > 0)
        {
            throw new SchedulingException(ProblemCodes.InvalidRequest) { Errors = errors };
        }
    }

    private static void Visit(object value, string pointer, List<FieldError> errors)
    {
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0))
        {
            var at = pointer + "/" + JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            var member = property.GetValue(value);
            var context = new ValidationContext(value) { MemberName = property.Name, DisplayName = "It" };
            foreach (var attribute in property.GetCustomAttributes<ValidationAttribute>())
            {
                if (attribute.GetValidationResult(member, context) is { } wrong)
                {
                    errors.Add(new FieldError(at, wrong.ErrorMessage ?? "is out of bounds"));
                }
            }

            if (member is IEnumerable elements and not string)
            {
                var index = 0;
                foreach (var element in elements)
                {
                    Descend(element, $"{at}/{index.ToString(CultureInfo.InvariantCulture)}", errors);
                    index++;
                }
            }
            else
            {
                Descend(member, at, errors);
            }
        }
    }

    private static void Descend(object? value, string pointer, List<FieldError> errors)
    {
        if (value?.GetType() is { IsClass: true, Namespace: { } space } && space.StartsWith(nameof(Scheduling), StringComparison.Ordinal))
        {
            Visit(value, pointer, errors);
        }
    }
}
