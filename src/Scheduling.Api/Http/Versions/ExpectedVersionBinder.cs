using System.Globalization;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Net.Http.Headers;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Http.Versions;

/// <summary>Reads <c>If-Match</c>.</summary>
public sealed class ExpectedVersionBinder : IModelBinder
{
    /// <inheritdoc />
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        bindingContext.Result = ModelBindingResult.Success(Parse(bindingContext.HttpContext.Request.Headers.IfMatch.ToString()));
        bindingContext.ValidationState[bindingContext.Result.Model!] = new Microsoft.AspNetCore.Mvc.ModelBinding.Validation.ValidationStateEntry { SuppressValidation = true };
        return Task.CompletedTask;
    }

    private static ExpectedVersion Parse(string header)
    {
        if (string.IsNullOrWhiteSpace(header))
        {
            throw new SchedulingException(ProblemCodes.VersionRequired);
        }

        if (!EntityTagHeaderValue.TryParseStrictList([header], out var tags) || tags.Any(t => t.Tag == "*"))
        {
            throw SchedulingException.Invalid(HeaderNames.IfMatch, "must be the ETag that was read, quotes included; * is not accepted");
        }

        // Weak tags and tags of other shapes never match: they are stale, as RFC 9110 has it.
        return new ExpectedVersion(tags.Where(t => !t.IsWeak && int.TryParse(t.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(t => int.Parse(t.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture)).ToHashSet());
    }
}
