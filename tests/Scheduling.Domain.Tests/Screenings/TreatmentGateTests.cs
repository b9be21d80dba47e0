using Scheduling.Domain.Protocols;
using Scheduling.Domain.Screenings;

namespace Scheduling.Domain.Tests.Screenings;

/// <summary>R18: nobody is treated without an accepted screening and a consent on file.</summary>
public sealed class TreatmentGateTests
{
    private static readonly DateTimeOffset Noon = new(2027, 2, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly Contraindication Metal = new() { Modalities = ["rtms"], Statement = "metal" };
    private static readonly Contraindication DeepCoil = new() { Modalities = ["rtms"], Capabilities = ["h1"], Statement = "lead" };

    [Fact]
    public void BeforeCheckIn_NothingOnFile_WaitsForBoth_R18() => Assert.Equal([GateNeed.Screening, GateNeed.Consent], TreatmentGate.BeforeCheckIn(Asked(), [], []));

    [Fact]
    public void BeforeCheckIn_AcceptedAndAgreed_IsOpen_R18() => Assert.Empty(TreatmentGate.BeforeCheckIn(Asked(), [Answered(Accept())], [Agreed()]));

    [Theory]
    [InlineData(Verdict.Refused)]
    [InlineData(Verdict.NeedsMore)]
    [InlineData(null)]
    public void BeforeCheckIn_NotAccepted_WaitsForTheDecision_AndSaysNoMore_R18(Verdict? verdict)
    {
        var screening = verdict is { } given ? Answered(Accept() with { Verdict = given, ValidUntil = null }) : Answered();

        Assert.Equal([GateNeed.ScreeningDecision], TreatmentGate.BeforeCheckIn(Asked(), [screening], [Agreed()]));
    }

    [Theory]
    [InlineData("2027-02-22", true)]
    [InlineData("2027-02-21", false)]
    public void BeforeCheckIn_OnTheLastDayOfAnAcceptance_IsOpen_AndAfterItShut_R18(string until, bool open) => Assert.Equal(
        open ? [] : [GateNeed.ScreeningRenewal],
        TreatmentGate.BeforeCheckIn(Asked(), [Answered(Accept() with { ValidUntil = DateOnly.Parse(until, System.Globalization.CultureInfo.InvariantCulture) })], [Agreed()]));

    [Fact]
    public void BeforeCheckIn_AnsweredAnewSince_WaitsForADecisionOnTheNewAnswers_R18()
    {
        var newer = Answered();
        newer.AnsweredAt = Noon.AddHours(-1);

        Assert.Equal([GateNeed.ScreeningDecision], TreatmentGate.BeforeCheckIn(Asked(), [newer, Answered(Accept())], [Agreed()]));
    }

    [Fact]
    public void BeforeCheckIn_DecidedAfterTheTreatment_IsShut_AndRefusedAfterItOpen_R18()
    {
        Assert.Equal([GateNeed.ScreeningDecision], TreatmentGate.BeforeCheckIn(Asked(), [Answered(Accept() with { At = Noon.AddMinutes(1) })], [Agreed()]));
        Assert.Empty(TreatmentGate.BeforeCheckIn(Asked(), [Answered(Accept(), Accept() with { Verdict = Verdict.Refused, ValidUntil = null, At = Noon.AddMinutes(1) })], [Agreed()]));
    }

    [Fact]
    public void BeforeCheckIn_AnotherQuestionnaireOrModality_CountsForNothing_R18()
    {
        var other = Answered(Accept());
        other.Questionnaire = "ect_safety";
        var consent = Agreed();
        consent.Modality = "ect";

        Assert.Equal([GateNeed.Screening, GateNeed.Consent], TreatmentGate.BeforeCheckIn(Asked(), [other], [consent]));
    }

    [Fact]
    public void BeforeCheckIn_ContraindicatedForTheCoil_IsShutUntilSetAside_R18()
    {
        var screening = Answered(Accept());
        screening.Contraindications = [new FoundContraindication("lead", DeepCoil)];
        Assert.Empty(TreatmentGate.BeforeCheckIn(Asked("figure8"), [screening], [Agreed()]));
        Assert.Equal([GateNeed.ScreeningDecision], TreatmentGate.BeforeCheckIn(Asked("h1"), [screening], [Agreed()]));

        screening.Contraindications = [new FoundContraindication("metal", Metal)];
        Assert.Equal([GateNeed.ScreeningDecision], TreatmentGate.BeforeCheckIn(Asked("figure8"), [screening], [Agreed()]));
        screening.Decisions = [Accept() with { SetAside = ["metal"] }];
        Assert.Empty(TreatmentGate.BeforeCheckIn(Asked("figure8"), [screening], [Agreed()]));
    }

    [Fact]
    public void BeforeCheckIn_ConsentTakenBack_IsShut_UntilGivenAgain_R18()
    {
        var back = Agreed();
        (back.Granted, back.At) = (false, Noon.AddDays(-1));
        Assert.Equal([GateNeed.Consent], TreatmentGate.BeforeCheckIn(Asked(), [Answered(Accept())], [back, Agreed()]));

        var again = Agreed();
        again.At = Noon.AddHours(-1);
        Assert.Empty(TreatmentGate.BeforeCheckIn(Asked(), [Answered(Accept())], [back, again, Agreed()]));
    }

    [Fact]
    public void BeforeTreatment_ChecklistOfTheDay_StopsWhenItIsNotFine_AndWhenRequiredAndMissing_R18()
    {
        Screening[] screenings = [Answered(Accept())];
        Consent[] consents = [Agreed()];
        var fine = new DayChecklist { Items = [new CheckedItem("slept", true)] };
        var tired = new DayChecklist { Items = [new CheckedItem("slept", false)] };
        var cleared = new DayChecklist { Items = tired.Items, ClearedAt = Noon };
        var required = Asked() with { Terms = new ScreeningTerms { Questionnaire = "tms_safety", Checklist = ChecklistDuty.Required } };

        Assert.Empty(TreatmentGate.BeforeTreatment(Asked(), screenings, consents, null));
        Assert.Equal([GateNeed.DayChecklist], TreatmentGate.BeforeTreatment(required, screenings, consents, null));
        Assert.Empty(TreatmentGate.BeforeTreatment(required, screenings, consents, fine));
        Assert.Equal([GateNeed.DayChecklistReview], TreatmentGate.BeforeTreatment(Asked(), screenings, consents, tired));
        Assert.Empty(TreatmentGate.BeforeTreatment(Asked(), screenings, consents, cleared));
    }

    private static GateQuestion Asked(string capability = "figure8") => new(new ScreeningTerms { Questionnaire = "tms_safety" }, "rtms", capability, new DateOnly(2027, 2, 22), Noon);

    private static Screening Answered(params ScreeningDecision[] decisions) =>
        new() { Questionnaire = "tms_safety", Answers = [], AnsweredAt = Noon.AddDays(-9), Decisions = decisions };

    private static ScreeningDecision Accept() => new(Verdict.Accepted, "Fine.", new DateOnly(2027, 6, 1), [], Noon.AddDays(-8), "prescriber", Noon.AddDays(-8));

    private static Consent Agreed() => new() { Modality = "rtms", Granted = true, Wording = "1", Source = "paper", At = Noon.AddDays(-8), RecordedAt = Noon.AddDays(-8) };
}
