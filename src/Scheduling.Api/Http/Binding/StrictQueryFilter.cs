using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Scheduling.Api.Http.Auth;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Http.Binding;

/// <summary>Refuses query parameters that the action doesn't know: a misspelt filter would otherwise widen the answer in silence.</summary>
public sealed class StrictQueryFilter(IModelMetadataProvider metadata) : IResourceFilter
{
    /// <inheritdoc />
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        var query = context.HttpContext.Request.Query;
        // Whatever passes a patient's link on may add to it.
        if (query.Count == 0 || context.ActionDescriptor is not ControllerActionDescriptor action || action.EndpointMetadata.OfType<ByTokenAttribute>().Any())
        {
            return;
        }

        var known = Known(action).ToHashSet(StringComparer.Ordinal);
        var errors = query.Keys.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal)
            .Select(name => new FieldError("?" + name, "is not a parameter of this request")).ToList();
        if (errors.Count > 0)
        {
            throw new SchedulingException(ProblemCodes.InvalidRequest, "The request is malformed: see errors.") { Errors = errors };
        }
    }

    /// <inheritdoc />
    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }

    private IEnumerable<string> Known(ControllerActionDescriptor action)
    {
        foreach (var parameter in action.Parameters.Where(p => p.BindingInfo?.BindingSource == BindingSource.Query))
        {
            var type = metadata.GetMetadataForType(parameter.ParameterType);
            if (type is { IsComplexType: true, IsEnumerableType: false })
            {
                foreach (var property in type.Properties.Where(p => p.IsBindingAllowed))
                {
                    yield return property.BinderModelName ?? System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(property.PropertyName!);
                }
            }
            else
            {
                yield return parameter.BindingInfo?.BinderModelName ?? parameter.Name;
            }
        }
    }
}
