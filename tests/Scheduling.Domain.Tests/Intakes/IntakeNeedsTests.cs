using Scheduling.Domain.Courses;
using Scheduling.Domain.Intakes;

namespace Scheduling.Domain.Tests.Intakes;

public sealed class IntakeNeedsTests
{
    private static readonly DateTimeOffset Came = new(2027, 2, 22, 14, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_ANewReferral_WaitsForPayerConsultAndOrder() =>
        Assert.Equal("Benefits 0, Consult 0, Order 0", Needs(IntakeTransitionsTests.New(IntakeState.Referred), new IntakeFacts()));

    [Fact]
    public void Of_SelfPay_WaitsForNoPayer()
    {
        var intake = IntakeTransitionsTests.New(IntakeState.Ordered);
        intake.Coverage = new IntakeCoverage(CoverageKind.SelfPay, null, null);
        intake.Order = Order(3);

        Assert.Equal("", Needs(intake, new IntakeFacts()));
    }

    [Fact]
    public void Of_APayerThatSaidNo_StillWaitsForWhoPays_SinceThen()
    {
        var intake = IntakeTransitionsTests.New(IntakeState.BenefitsChecked);
        intake.Coverage = new IntakeCoverage(CoverageKind.Insured, null, null);
        intake.Benefits = new BenefitsCheck(false, false, null, new DateOnly(2027, 2, 24), Came.AddDays(2), null);

        Assert.Equal("Benefits 2, Consult 0, Order 0", Needs(intake, new IntakeFacts()));
    }

    [Fact]
    public void Of_AConsult_WaitsForTheOrderOnceItIsOver_AndForAPlaceWhereItLostIts()
    {
        var intake = IntakeTransitionsTests.New(IntakeState.ConsultBooked);
        intake.Coverage = new IntakeCoverage(CoverageKind.SelfPay, null, null);

        Assert.Equal("Order 0", Needs(intake, new IntakeFacts { ConsultEndsAt = Came.AddDays(11) }));
        Assert.Equal("Order 4", Needs(intake, new IntakeFacts { ConsultEndsAt = Came.AddDays(4) }));
        Assert.Equal("Consult 6, Order 0", Needs(intake, new IntakeFacts { ConsultPlaceLostAt = Came.AddDays(6) }));
    }

    [Fact]
    public void Of_ALostConsult_WaitsForAnotherSinceThen()
    {
        var intake = IntakeTransitionsTests.New(IntakeState.Referred);
        intake.Coverage = new IntakeCoverage(CoverageKind.SelfPay, null, null);
        intake.ConsultLostAt = Came.AddDays(5);

        Assert.Equal("Consult 5, Order 0", Needs(intake, new IntakeFacts()));
    }

    [Theory]
    [InlineData(null, IntakeState.Ordered, null, "Authorization 3")]
    [InlineData(true, IntakeState.Ordered, null, "Authorization 3")]
    [InlineData(false, IntakeState.Ordered, null, "")]
    [InlineData(true, IntakeState.Course, CourseState.AwaitingAuthorization, "Authorization 3")]
    [InlineData(true, IntakeState.Course, CourseState.Ready, "")]
    [InlineData(true, IntakeState.Course, CourseState.Active, "")]
    public void Of_AnInsuredOrder_WaitsForTheAuthorization_WhileThePayerWantsOneAndNoneIsGranted(bool? required, IntakeState state, CourseState? course, string expected)
    {
        var intake = IntakeTransitionsTests.New(state);
        intake.Coverage = new IntakeCoverage(CoverageKind.Insured, null, null);
        intake.Benefits = required is { } wanted ? new BenefitsCheck(true, wanted, null, new DateOnly(2027, 2, 23), Came, null) : null;
        intake.Order = Order(3);

        Assert.Equal(expected, Needs(intake, new IntakeFacts { CourseState = course }).Replace("Benefits 0, ", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(CourseState.Ready, "Screening 4, Consent 5")]
    [InlineData(CourseState.Active, "")]
    [InlineData(CourseState.Discontinued, "")]
    public void Of_AnOpenedCourse_WaitsForItsGateUntilItHasBegun_R18(CourseState course, string expected)
    {
        var intake = IntakeTransitionsTests.New(IntakeState.Course);
        intake.Order = Order(3);

        Assert.Equal(expected, Needs(intake, new IntakeFacts { CourseState = course, ScreeningMissingSince = Came.AddDays(4), ConsentMissingSince = Came.AddDays(5) }));
    }

    [Theory]
    [InlineData(IntakeState.Declined)]
    [InlineData(IntakeState.Lost)]
    public void Of_AnEndedOne_WaitsForNothing(IntakeState state) =>
        Assert.Equal("", Needs(IntakeTransitionsTests.New(state), new IntakeFacts { ScreeningMissingSince = Came, ConsentMissingSince = Came }));

    private static IntakeOrder Order(int day) => new(Guid.CreateVersion7(), Guid.CreateVersion7(), 1, [], "mdd", false, false, null, "Ordered.", "dr-lee", Came.AddDays(day));

    private static string Needs(Intake intake, IntakeFacts facts) =>
        string.Join(", ", IntakeNeeds.Of(intake, facts, Came.AddDays(10)).Select(n => $"{n.Need} {(n.Since - Came).TotalDays:0}"));
}
