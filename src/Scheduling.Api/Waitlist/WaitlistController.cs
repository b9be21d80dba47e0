using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Appointments;
using Scheduling.Application.Lists;
using Scheduling.Application.Waitlist;
using Scheduling.Domain.Waitlist;

namespace Scheduling.Api.Waitlist;

/// <summary>Patients who want to come sooner or at another time, and the freed places that they are offered, in order.</summary>
[Route("v1/waitlist")]
[Tags("Waitlist")]
public sealed class WaitlistController(WaitlistBook waitlist, WaitlistOffers offers, AppointmentAnswers answers) : ApiController
{
    /// <summary>Put a course or one visit on the waitlist.</summary>
    /// <param name="request">Who waits, and for what.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost(Name = "addToWaitlist")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("unknown_reference", "site_not_allowed", "wrong_state", "unprocessable")]
    [ProducesResponseType<WaitlistEntryResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<WaitlistEntryResponse>> Add(AddToWaitlistRequest request, CancellationToken cancellationToken)
    {
        var wanted = new NewWaitlistEntry(request.CourseId, request.AppointmentId, request.Wants, request.Windows ?? [], request.From, request.Until, request.ExpiresAt);
        var entry = await waitlist.AddAsync(wanted, cancellationToken);
        return CreatedVersioned($"/v1/waitlist/{entry.Id}", WaitlistEntryResponse.Of(entry), entry.Version);
    }

    /// <summary>List the waitlist in the order in which offers are made.</summary>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000002">Only at this site.</param>
    /// <param name="state" example="waiting">Only in this state.</param>
    /// <param name="patientId" example="01936f5e-8c00-7000-8000-000000000001">Only this patient's.</param>
    /// <param name="courseId" example="01936f5e-8c00-7000-8000-000000000010">Only of this course.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listWaitlist")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<WaitlistEntryResponse>>> List(
        [FromQuery] Guid? siteId, [FromQuery] WaitlistState? state, [FromQuery] Guid? patientId, [FromQuery] Guid? courseId, [FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await waitlist.ListAsync(siteId, state, patientId, courseId, page, cancellationToken)).Select(WaitlistEntryResponse.Of);

    /// <summary>Read an entry of the waitlist.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000050">The entry.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getWaitlistEntry")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<WaitlistEntryResponse>> Get(Guid id, CancellationToken cancellationToken)
    {
        var entry = await waitlist.GetAsync(id, cancellationToken);
        return Versioned(WaitlistEntryResponse.Of(entry), entry.Version);
    }

    /// <summary>Take an entry off the waitlist.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000050">The entry.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpDelete("{id}", Name = "withdrawFromWaitlist")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> Withdraw(Guid id, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        await waitlist.WithdrawAsync(id, expected.Require, cancellationToken);
        return NoContent();
    }

    /// <summary>List what an entry was offered, the newest first.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000050">The entry.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}/offers", Name = "listWaitlistOffers")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<WaitlistOfferResponse>>> Offers(Guid id, [FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await waitlist.OffersAsync(id, page, cancellationToken)).Select(WaitlistOfferResponse.Of);

    /// <summary>Accept an offer: the visit moves to the freed place and its old one is free. Of several who are offered a place, the first has it.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000050">The entry.</param>
    /// <param name="offerId" example="01936f5e-8c00-7000-8000-000000000051">Its offer.</param>
    /// <param name="expected">The offer's version.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/offers/{offerId}/accept", Name = "acceptWaitlistOffer")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state", "place_taken", "rule_broken", "unprocessable")]
    public async Task<ActionResult<AcceptedOfferResponse>> Accept(Guid id, Guid offerId, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        var (offer, visit) = await offers.AcceptAsync(id, offerId, expected.Require, cancellationToken);
        return Versioned(new AcceptedOfferResponse(WaitlistOfferResponse.Of(offer), await answers.OfAsync(visit, cancellationToken)), offer.Version);
    }

    /// <summary>Decline an offer; the next in order gets one.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000050">The entry.</param>
    /// <param name="offerId" example="01936f5e-8c00-7000-8000-000000000051">Its offer.</param>
    /// <param name="expected">The offer's version.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/offers/{offerId}/decline", Name = "declineWaitlistOffer")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state")]
    public async Task<ActionResult<WaitlistOfferResponse>> Decline(Guid id, Guid offerId, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        var offer = await offers.DeclineAsync(id, offerId, expected.Require, cancellationToken);
        return Versioned(WaitlistOfferResponse.Of(offer), offer.Version);
    }
}
