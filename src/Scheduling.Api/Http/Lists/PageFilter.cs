using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.WebUtilities;
using Scheduling.Api.Http.Requests;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;

namespace Scheduling.Api.Http.Lists;

/// <summary>Binds cursors to clinic, path and filters on the way in, and sets <c>Link: rel="next"</c> on the way out.</summary>
public sealed class PageFilter(ClinicContext clinic) : IActionFilter
{
    /// <inheritdoc />
    public void OnActionExecuting(ActionExecutingContext context)
    {
        foreach (var page in context.ActionArguments.Values.OfType<PageRequest>())
        {
            page.Scope = ScopeOf(context.HttpContext);
        }

        foreach (var search in context.ActionArguments.Values.OfType<IPagedSearch>())
        {
            search.Page.Scope = ScopeOf(context.HttpContext);
        }
    }

    /// <inheritdoc />
    public void OnActionExecuted(ActionExecutedContext context)
    {
        // A search's next page needs its body again, which a link can't carry.
        if (context.Result is ObjectResult { Value: IPage { Next: { } next } } && HttpMethods.IsGet(context.HttpContext.Request.Method))
        {
            var query = QueryHelpers.ParseQuery(context.HttpContext.Request.QueryString.Value);
            query["cursor"] = next;
            context.HttpContext.Response.Headers.Link = $"<{QueryHelpers.AddQueryString(context.HttpContext.Request.Path, query)}>; rel=\"next\"";
        }
    }

    private string ScopeOf(HttpContext context)
    {
        var filters = QueryHelpers.ParseQuery(context.Request.QueryString.Value)
            .Where(p => p.Key is not ("cursor" or "limit"))
            .OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => p.Key + "=" + string.Join(',', p.Value.Order(StringComparer.Ordinal)));
        var body = context.Features.Get<RequestBodyFeature>()?.FiltersOfSearch();
        return $"{clinic.ClinicId}\n{context.Request.Path}\n{string.Join('&', filters)}\n{body}";
    }
}

/// <summary>A search by POST that pages: its body carries <c>limit</c> and <c>cursor</c>, which it gathers in <see cref="Page"/>.</summary>
public interface IPagedSearch
{
    /// <summary>Limit and cursor; the same object every time, since the host sets its scope.</summary>
    PageRequest Page { get; }
}
