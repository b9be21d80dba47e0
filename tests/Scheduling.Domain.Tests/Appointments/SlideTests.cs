using Scheduling.Domain.Appointments;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Tests.Planning;
using Scheduling.Domain.Tests.Protocols;

namespace Scheduling.Domain.Tests.Appointments;

/// <summary>A day on one device with one technician; treatments of 30 minutes and 5 of turnover.</summary>
public sealed class SlideTests
{
    private static readonly DateOnly Day = new(2027, 2, 22);
    private static readonly VisitKind Treatment = Templates.Get("rtms_10hz_19").Kind("treatment")!;
    private readonly Clinic clinic = new Clinic(from: new DateOnly(2027, 2, 22), days: 1).WithTechnician(1).WithTechnician(2).WithDevice(1).WithDevice(2);

    [Fact]
    public void Of_VisitsBehindBackToBack_PushesEachOnlyAsFarAsItMust()
    {
        var moved = Slide.Of(clinic.Facts(), Visit(1, 9, 25), [Visit(2, 9, 35), Visit(3, 10, 15), Visit(4, 11, 30)], clinic.At(Day, 18));

        Assert.Equal(
            [(1, clinic.At(Day, 9, 25)), (2, clinic.At(Day, 10, 0)), (3, clinic.At(Day, 10, 35))],
            moved!.Select(m => ((int)m.PatientId.ToByteArray()[15], m.Visit.Start)));
    }

    [Fact]
    public void Of_PlaceFreeBehind_PushesNobody() =>
        Assert.Single(Slide.Of(clinic.Facts(), Visit(1, 9, 25), [Visit(2, 10, 0), Visit(3, 9, 25, device: 2)], clinic.At(Day, 18))!);

    [Fact]
    public void Of_SomethingInTheWayThatMayNotMove_IsNull() =>
        Assert.Null(Slide.Of(clinic.Busy(Clinic.Device(1), clinic.At(Day, 9, 50), 60).Facts(), Visit(1, 9, 25), [], clinic.At(Day, 18)));

    [Fact]
    public void Of_DayTooShort_IsNull() =>
        Assert.Null(Slide.Of(clinic.Facts(), Visit(1, 9, 25), [Visit(2, 9, 35)], clinic.At(Day, 10, 25)));

    [Fact]
    public void Of_TooManyInALine_IsNull()
    {
        var line = Enumerable.Range(0, Slide.MostPushed + 1).Select(i => Visit(2 + i, 9, 35 * (i + 1))).ToList();

        Assert.Null(Slide.Of(clinic.Facts(), Visit(1, 9, 5), line, clinic.At(Day, 23)));
        Assert.Equal(Slide.MostPushed + 1, Slide.Of(clinic.Facts(), Visit(1, 9, 5), line[..^1], clinic.At(Day, 23))!.Count);
    }

    [Theory]
    [InlineData("saint", "treatment", 5, true)]
    [InlineData("saint", "treatment", 10, false)]
    [InlineData("rtms_10hz_19", "treatment", 5, false)]
    [InlineData("rtms_10hz_37", "initial", 5, false)]
    [InlineData("rtms_10hz_19", "consult", 5, false)]
    public void StillFits_OnlyWhereTheTreatmentDoes(string protocol, string kind, int minutesLate, bool fits)
    {
        var definition = Templates.Get(protocol);
        var start = clinic.At(Day, 9);
        Assert.Equal(fits, LateRules.StillFits(definition.Kind(kind)!, definition, start.AddMinutes(minutesLate), start.AddMinutes(definition.Kind(kind)!.Minutes)));
    }

    private SlidVisit Visit(int number, int hour, int minute, int device = 1) => new(
        new VisitToBook
        {
            AppointmentId = Clinic.Id(7, number),
            SiteId = Clinic.SiteId,
            Kind = Treatment,
            Start = clinic.At(Day, hour).AddMinutes(minute),
            Staff = new Dictionary<StaffRole, Guid> { [StaffRole.Technician] = Clinic.Technician(device) },
            DeviceId = Clinic.Device(device),
            RoomId = Clinic.Room(device),
        },
        Clinic.Id(6, number));
}
