using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Screenings;

/// <summary>R18: nobody is treated without a screening that a prescriber has accepted and a consent on file.</summary>
public static class TreatmentGate
{
    /// <summary>What is missing before the patient may be checked in; empty when nothing is.</summary>
    /// <param name="question">The treatment.</param>
    /// <param name="screenings">The patient's screenings of any questionnaire, in any order.</param>
    /// <param name="consents">The patient's consents, in any order.</param>
    public static IReadOnlyList<GateNeed> BeforeCheckIn(GateQuestion question, IEnumerable<Screening> screenings, IEnumerable<Consent> consents)
    {
        List<GateNeed> needs = [];
        if (OfScreening(question, screenings) is { } need)
        {
            needs.Add(need);
        }

        if (question.Terms.Consent && !Agreed(question, consents))
        {
            needs.Add(GateNeed.Consent);
        }

        return needs;
    }

    /// <summary>What is missing before treatment begins, the checklist of the day included; empty when nothing is.</summary>
    /// <param name="question">The treatment.</param>
    /// <param name="screenings">The patient's screenings of any questionnaire, in any order.</param>
    /// <param name="consents">The patient's consents, in any order.</param>
    /// <param name="checklist">The visit's checklist; null when nobody has filled it in.</param>
    public static IReadOnlyList<GateNeed> BeforeTreatment(GateQuestion question, IEnumerable<Screening> screenings, IEnumerable<Consent> consents, DayChecklist? checklist) =>
        [.. BeforeCheckIn(question, screenings, consents), .. OfChecklist(checklist, question.Terms.Checklist == ChecklistDuty.Required)];

    /// <summary>What the checklist of the day asks for.</summary>
    /// <param name="checklist">The visit's; null when nobody has filled it in.</param>
    /// <param name="missed">Whether its absence counts.</param>
    public static IEnumerable<GateNeed> OfChecklist(DayChecklist? checklist, bool missed)
    {
        if (checklist is null ? missed : checklist.Stops)
        {
            yield return checklist is null ? GateNeed.DayChecklist : GateNeed.DayChecklistReview;
        }
    }

    /// <summary>The contraindications of a screening that hold for a treatment and that the decision does not set aside.</summary>
    public static IEnumerable<FoundContraindication> Standing(Screening screening, ScreeningDecision decision, string modality, string? capability) =>
        screening.Contraindications.Where(c => c.What.HoldsFor(modality, capability) && !decision.SetAside.Contains(c.Question));

    // The newest answers count: an acceptance of older ones was given without knowing these.
    private static GateNeed? OfScreening(GateQuestion question, IEnumerable<Screening> screenings)
    {
        var newest = screenings.Where(s => s.Questionnaire == question.Terms.Questionnaire && s.AnsweredAt <= question.At).OrderByDescending(s => s.AnsweredAt).ThenByDescending(s => s.Id).FirstOrDefault();
        if (newest is null)
        {
            return GateNeed.Screening;
        }

        // One that was made after the treatment neither opens nor shuts it.
        var decision = newest.Decisions.LastOrDefault(d => d.At <= question.At);
        if (decision is not { Verdict: Verdict.Accepted })
        {
            return GateNeed.ScreeningDecision;
        }

        if (decision.ValidUntil is not { } until || until < question.LocalDate)
        {
            return GateNeed.ScreeningRenewal;
        }

        return Standing(newest, decision, question.Modality, question.Capability).Any() ? GateNeed.ScreeningDecision : null;
    }

    private static bool Agreed(GateQuestion question, IEnumerable<Consent> consents) =>
        consents.Where(c => c.Kind == ConsentKind.Treatment && c.Modality == question.Modality && c.At <= question.At)
            .OrderByDescending(c => c.At).ThenByDescending(c => c.RecordedAt).ThenByDescending(c => c.Id).FirstOrDefault() is { Granted: true };
}
