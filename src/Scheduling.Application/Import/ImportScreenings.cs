using Scheduling.Application.Screenings;
using Scheduling.Domain.Screenings;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Import;

/// <summary>The screenings and consents of a file, entered as the API's are. Like visits they are entered once, and never changed by a file.</summary>
internal sealed class ImportScreenings(ScreeningBook screenings, ConsentBook consents, QuestionnaireCatalogue catalogue, ImportRun run)
{
    /// <summary>Puts them.</summary>
    public async Task PutAsync(CancellationToken cancellationToken)
    {
        var file = run.Document.File;
        var clock = SiteClock.ForZone(file.Sites[0].TimeZone);
        for (var i = 0; i < file.Screenings.Count; i++)
        {
            var (screening, place) = (file.Screenings[i], ImportPlace.Of(run.Document, "screenings", i));
            await run.Keys.PutAsync(ImportKinds.Screening, screening.Key, place, screening, () => EnterAsync(screening, place, clock, cancellationToken), _ => Task.CompletedTask);
        }

        for (var i = 0; i < file.Consents.Count; i++)
        {
            var (consent, place) = (file.Consents[i], ImportPlace.Of(run.Document, "consents", i));
            var patient = run.Keys.IdOf(ImportKinds.Patient, consent.Patient, place.Pointer + "/patient");
            var wanted = new NewConsent(ConsentKind.Treatment, consent.Modality, true, consent.GivenBy, consent.Wording, consent.Source, Beginning(consent.On, clock));
            await run.Keys.PutAsync(ImportKinds.Consent, consent.Key, place, consent, async () => (await consents.AddAsync(patient, wanted, cancellationToken)).Id, _ => Task.CompletedTask);
        }
    }

    private async Task<Guid> EnterAsync(ImportedScreening file, ImportPlace place, SiteClock clock, CancellationToken cancellationToken)
    {
        var patient = run.Keys.IdOf(ImportKinds.Patient, file.Patient, place.Pointer + "/patient");
        var asked = await catalogue.FindAsync(file.Questionnaire, cancellationToken) ?? throw run.Document.Wrong(place.Pointer + "/questionnaire", "is not the code of a questionnaire");
        var yes = file.Yes ?? [];
        if (yes.FirstOrDefault(code => asked.Definition.Questions.All(q => q.Code != code)) is not null)
        {
            throw run.Document.Wrong(place.Pointer + "/yes", "names something that the questionnaire does not ask");
        }

        var at = Beginning(file.On, clock);
        var answers = asked.Definition.Questions.Select(q => new GivenAnswer(q.Code, yes.Contains(q.Code) ? YesNo.Yes : YesNo.No)).ToList();
        var screening = await screenings.RecordAsync(patient, file.Questionnaire, asked.Number, answers, at, cancellationToken);
        if (file.Decision is { } decision)
        {
            var by = run.Keys.IdOf(ImportKinds.Staff, decision.By, place.Pointer + "/decision/by");
            var wanted = new NewScreeningDecision(decision.Verdict, decision.Reason, decision.ValidUntil?.On(run.Today), decision.SetAside ?? [], at, by);
            await screenings.DecideAsync(patient, screening.Id, wanted, _ => { }, cancellationToken);
        }

        return screening.Id;
    }

    // The day's first instant: whatever was done that day came after it.
    private DateTimeOffset Beginning(FileDate date, SiteClock clock) => clock.DayBounds(date.On(run.Today)).From;
}
