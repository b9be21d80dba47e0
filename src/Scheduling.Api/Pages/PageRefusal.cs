using System.Net;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Pages;

/// <summary>A refusal in words for patients. It says nothing of whose link it was, or whether it ever was one.</summary>
internal static class PageRefusal
{
    /// <summary>Answers: a pressed button sends the browser back to the page, which says what came of it; everything else is a page of its own.</summary>
    public static async Task AnswerAsync(HttpContext context, SchedulingException refusal)
    {
        var response = context.Response;
        // A 405 says which methods there are, and that header is already set.
        var allow = response.Headers.Allow;
        response.Clear();
        if (HttpMethods.IsPost(context.Request.Method) && refusal.Code.Status is 409 or 422 && context.GetRouteValue("token") is string token)
        {
            response.StatusCode = StatusCodes.Status303SeeOther;
            response.Headers.Location = $"/p/{token}?said=gone";
            return;
        }

        response.StatusCode = refusal.Code.Status;
        if (refusal.Code.Status == StatusCodes.Status405MethodNotAllowed)
        {
            response.Headers.Allow = allow;
        }

        if (refusal.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        var words = PageWords.For(context.Request.Query["lang"], context.Request.Headers.AcceptLanguage.ToString());
        var (title, text) = refusal.Code.Status is 404 or 410 ? (words.NoLinkTitle, words.NoLink) : (words.LaterTitle, words.Later);
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentLanguage = words.Language;
        var html = $"<!DOCTYPE html>\n<html lang=\"{words.Language}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{WebUtility.HtmlEncode(title)}</title><style>{PageStyle.Css}</style></head>"
            + $"<body><main><h1>{WebUtility.HtmlEncode(title)}</h1><p>{WebUtility.HtmlEncode(text)}</p></main></body></html>\n";
        await response.WriteAsync(html, context.RequestAborted);
    }
}
