using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Appointments;
using Scheduling.Application.Patients;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Application.Requests;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Intakes;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Intakes;

/// <summary>Enters a referral whole: the patient where new, who pays, and the consult through the one way into the book, or nothing at all.</summary>
public sealed class IntakeEntry(SchedulingDbContext db, ClinicContext context, IntakeBook book, PatientRegister patients, SingleVisitBooking booking, AuditLog audit, EventLog events)
{
    /// <summary>The visit kind of a consult.</summary>
    public const string ConsultKind = "consult";

    /// <summary>Enters it. Patients who look like the same person are answered as warnings.</summary>
    /// <exception cref="SchedulingException">invalid_request, unknown_reference, site_not_allowed, and whatever a booking refuses.</exception>
    public async Task<(Intake Intake, IReadOnlyList<PatientWarning> Warnings)> CreateAsync(NewIntake wanted, CancellationToken cancellationToken)
    {
        await CheckAsync(wanted, cancellationToken);
        IReadOnlyList<PatientWarning> warnings = [];
        if (wanted.Patient is { } person)
        {
            var (patient, alike) = await Within("/patient", () => patients.CreateAsync(person, cancellationToken));
            (wanted, warnings) = (wanted with { PatientId = patient.Id }, alike);
            // A booking that chooses again forgets what is not saved.
            await db.SaveChangesAsync(cancellationToken);
        }

        var patientId = wanted.PatientId!.Value;
        var consult = wanted.Consult is { } asked ? await Within("/consult", () => BookAsync(patientId, wanted.SiteId, asked, cancellationToken)) : (Guid?)null;
        var intake = new Intake
        {
            ClinicId = context.ClinicId,
            Id = Guid.CreateVersion7(context.Now),
            PatientId = patientId,
            SiteId = wanted.SiteId,
            ReceivedOn = wanted.ReceivedOn,
            Referral = wanted.Referral,
            Coverage = wanted.Coverage,
            CoverageSince = context.Now,
        };
        intake.Enter(IntakeState.Referred, context.Now, context.Actor);
        db.Intakes.Add(intake);
        audit.Write("create", "intake", intake.Id);
        events.Append("intake.created", "intake", intake.Id, intake.SiteId, new { intake.PatientId, intake.State });
        if (consult is { } visit)
        {
            intake.ConsultId = visit;
            book.Step(intake, IntakeAction.BookConsult);
        }

        await db.SaveChangesAsync(cancellationToken);
        return (intake, warnings);
    }

    /// <summary>Books a consult; locks the patient.</summary>
    internal async Task<Guid> BookAsync(Guid patientId, Guid siteId, NewConsult asked, CancellationToken cancellationToken) => (await booking.BookAsync(
        new NewVisit
        {
            Kind = ConsultKind,
            Start = asked.Start ?? throw SchedulingException.Invalid("/start", "is required"),
            PatientId = patientId,
            SiteId = siteId,
            Resources = asked.Resources,
            IgnorePatientWindows = asked.IgnorePatientWindows,
        },
        cancellationToken)).Id;

    /// <summary>Notes what is wrong with who is to pay.</summary>
    internal async Task CheckAsync(FieldChecks checks, IntakeCoverage? coverage, CancellationToken cancellationToken)
    {
        checks.Text(coverage?.MemberReference, "/coverage/memberReference");
        checks.Check(coverage is not { Kind: CoverageKind.SelfPay, PayerId: not null }, "/coverage/payerId", "does not go with self_pay");
        if (coverage?.PayerId is { } payer)
        {
            checks.Reference(await db.Payers.AnyAsync(p => p.Id == payer, cancellationToken), "/coverage/payerId");
        }
    }

    /// <summary>Notes what is wrong with a referral.</summary>
    internal void Check(FieldChecks checks, Referral? referral, DateOnly? receivedOn, Site site)
    {
        checks.Text(referral?.From, "/referral/from");
        checks.Check(!(receivedOn > FactsReader.ClockOf(site).DateOf(context.Now)), "/referral/receivedOn", "must not be in the future");
    }

    private async Task CheckAsync(NewIntake wanted, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var site = await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Id == wanted.SiteId && s.RetiredAt == null, cancellationToken);
        checks.Check(wanted.PatientId is null != wanted.Patient is null, "/patientId", "or patient is required, and only one of them");
        checks.Reference(site is not null, "/siteId");
        if (site is not null)
        {
            Check(checks, wanted.Referral, wanted.ReceivedOn, site);
        }

        if (wanted.PatientId is { } known)
        {
            checks.Reference(await db.Patients.AnyAsync(p => p.Id == known, cancellationToken), "/patientId");
        }

        await CheckAsync(checks, wanted.Coverage, cancellationToken);
        checks.ThrowIfAny();
        context.RequireSite(wanted.SiteId);
    }

    // Whoever refuses speaks of its own fields; the caller has to hear where they are in this body.
    private static async Task<T> Within<T>(string member, Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (SchedulingException e) when (e.Errors.Count > 0)
        {
            throw new SchedulingException(e.Code, e.Message, e)
            {
                Rule = e.Rule,
                Conflicts = e.Conflicts,
                Extensions = e.Extensions,
                RetryAfter = e.RetryAfter,
                Errors = [.. e.Errors.Select(x => x with { Pointer = member + x.Pointer })],
            };
        }
    }
}
