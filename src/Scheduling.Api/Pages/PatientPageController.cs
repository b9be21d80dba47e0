using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http.Auth;
using Scheduling.Application.PatientPages;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Pages;

/// <summary>The patient's page (M8): plain HTML, no script, no cookies. A GET changes nothing, since mail scanners open every link; forms act, once.</summary>
[Route("p/{token}")]
[ApiExplorerSettings(IgnoreApi = true)]
public sealed class PatientPageController(PatientPages pages, TimeRequests requests) : Controller
{
    /// <summary>Under which all of it lies, failures too.</summary>
    public const string Root = "/p";

    private const string Main = "~/Pages/Visits.cshtml";

    /// <summary>The visits to come, and what may be done about them.</summary>
    [HttpGet]
    [ByToken(TokenKind.Visits)]
    public async Task<IActionResult> Show(string token, string? lang, string? said, CancellationToken cancellationToken) =>
        Page(await pages.ReadAsync(LinkId, cancellationToken), token, lang, said);

    /// <summary>The patient will come.</summary>
    [HttpPost("confirm")]
    [ByToken(TokenKind.Visits)]
    public async Task<IActionResult> Confirm(string token, string? lang, [FromForm] Guid visit, [FromForm] int version, CancellationToken cancellationToken)
    {
        await pages.ConfirmAsync(LinkId, visit, version, cancellationToken);
        return Back(token, lang, "confirmed");
    }

    /// <summary>The patient has read what changed.</summary>
    [HttpPost("seen")]
    [ByToken(TokenKind.Visits)]
    public async Task<IActionResult> Seen(string token, string? lang, CancellationToken cancellationToken)
    {
        await pages.SeenAsync(LinkId, cancellationToken);
        return Back(token, lang, "seen");
    }

    /// <summary>Takes or leaves a place that was offered.</summary>
    [HttpPost("offer")]
    [ByToken(TokenKind.Visits)]
    public async Task<IActionResult> Offer(string token, string? lang, [FromForm] bool accept, CancellationToken cancellationToken)
    {
        await pages.AnswerOfferAsync(LinkId, accept, cancellationToken);
        return Back(token, lang, accept ? "taken" : "declined");
    }

    /// <summary>Free times for a visit.</summary>
    [HttpGet("visits/{visit:guid}/times")]
    [ByToken(TokenKind.Visits)]
    public async Task<IActionResult> Times(string token, Guid visit, string? lang, CancellationToken cancellationToken)
    {
        var (page, appointment, starts) = await requests.TimesAsync(LinkId, visit, cancellationToken);
        return View("~/Pages/Times.cshtml", new PageView(page, Words(page, lang), token, null, appointment, starts));
    }

    /// <summary>Asks for one of them, or to be called.</summary>
    [HttpPost("visits/{visit:guid}/times")]
    [ByToken(TokenKind.Visits)]
    public async Task<IActionResult> Ask(string token, Guid visit, string? lang, [FromForm] int version, [FromForm] string? start, CancellationToken cancellationToken)
    {
        DateTimeOffset? wanted = null;
        if (!string.IsNullOrEmpty(start))
        {
            wanted = DateTimeOffset.TryParseExact(start, "O", null, System.Globalization.DateTimeStyles.None, out var at) ? at : throw SchedulingException.NotFound();
        }

        return Back(token, lang, await requests.AskAsync(LinkId, visit, version, wanted, cancellationToken) ? "moved" : "asked");
    }

    /// <summary>Asks whether messages are to stop.</summary>
    [HttpGet("stop")]
    [ByToken(TokenKind.Visits)]
    public async Task<IActionResult> AskToStop(string token, string? lang, CancellationToken cancellationToken) => StopPage(await pages.ReadAsync(LinkId, cancellationToken), token, lang);

    /// <summary>Stops messages to the address that the link went to.</summary>
    [HttpPost("stop")]
    [ByToken(TokenKind.Visits)]
    public async Task<IActionResult> Stop(string token, string? lang, CancellationToken cancellationToken)
    {
        await pages.StopAsync(LinkId, cancellationToken);
        return StopPage(await pages.ReadAsync(LinkId, cancellationToken), token, lang);
    }

    /// <summary>The visits as a calendar file.</summary>
    [HttpGet("calendar.ics")]
    [ByToken(TokenKind.Visits)]
    public async Task<IActionResult> Calendar(CancellationToken cancellationToken) =>
        await pages.CalendarAsync(LinkId, cancellationToken) is { } file ? Content(file, "text/calendar; charset=utf-8") : throw SchedulingException.NotFound();

    /// <summary>Asks whether e-mail is to stop: what a person sees who opens the address of List-Unsubscribe.</summary>
    [HttpGet("/p/stop/{token}")]
    [ByToken(TokenKind.Unsubscribe)]
    public async Task<IActionResult> AskToUnsubscribe(string token, string? lang, CancellationToken cancellationToken) => StopPage(await pages.ReadAsync(LinkId, cancellationToken), token, lang);

    /// <summary>Stops e-mail: pressed, or posted by a mail program (RFC 8058), which wants a plain 200.</summary>
    [HttpPost("/p/stop/{token}")]
    [ByToken(TokenKind.Unsubscribe)]
    public async Task<IActionResult> Unsubscribe(string token, string? lang, CancellationToken cancellationToken)
    {
        await pages.StopAsync(LinkId, cancellationToken);
        return StopPage(await pages.ReadAsync(LinkId, cancellationToken), token, lang);
    }

    private Guid LinkId => HttpContext.Features.GetRequiredFeature<OpenedByToken>().Id;

    private ViewResult Page(PatientPage page, string token, string? lang, string? said)
    {
        if (page.Ended)
        {
            Response.StatusCode = StatusCodes.Status410Gone;
            return View("~/Pages/Ended.cshtml", new PageView(page, Words(page, lang), token));
        }

        return View(Main, new PageView(page, Words(page, lang), token, said));
    }

    private ViewResult StopPage(PatientPage page, string token, string? lang) => View("~/Pages/Stop.cshtml", new PageView(page, Words(page, lang), token));

    private PageWords Words(PatientPage page, string? lang) => PageWords.For(lang ?? page.File?.Patient.Language, Request.Headers.AcceptLanguage.ToString());

    // 303: what was pressed isn't pressed again by a reload.
    private StatusCodeResult Back(string token, string? lang, string said)
    {
        Response.Headers.Location = $"/p/{token}?said={said}{(lang is "en" or "es" ? $"&lang={lang}" : "")}";
        return StatusCode(StatusCodes.Status303SeeOther);
    }
}
