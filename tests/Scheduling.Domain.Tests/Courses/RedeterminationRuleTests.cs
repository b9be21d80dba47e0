using System.Globalization;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Tests.Protocols;

namespace Scheduling.Domain.Tests.Courses;

/// <summary>R14, R23: when a motor threshold is owed again. Today is the fifth; each visit is date, kind and state.</summary>
public sealed class RedeterminationRuleTests
{
    [Theory]
    [InlineData("01 initial delivered, 06 treatment booked", "04", "2027-03-04", "2027-03-04", null)]
    [InlineData("01 initial delivered, 06 mt booked, 08 treatment booked", "04", "2027-03-04", null, null)]
    [InlineData("01 initial delivered, 04 mt no_show, 06 treatment booked", "04", "2027-03-04", "2027-03-04", null)]
    [InlineData("01 initial delivered, 04 mt cancelled_by_clinic", "04", "2027-03-04", null, "2027-03-04")]
    [InlineData("01 initial delivered, 04 mt delivered, 06 treatment booked", "04", null, null, null)]
    [InlineData("01 initial delivered, 04 mt partial, 06 treatment booked", "04", null, null, null)]
    [InlineData("01 initial delivered, 03 mt delivered, 06 treatment booked", "04", "2027-03-04", "2027-03-04", null)]
    [InlineData("01 initial delivered, 04 mt delivered, 06 treatment booked", "02 08", "2027-03-08", null, "2027-03-08")]
    [InlineData("01 initial delivered, 06 treatment booked, 08 mt booked", "02 08", "2027-03-08", "2027-03-02", null)]
    [InlineData("01 initial delivered, 06 treatment booked", "", null, null, null)]
    public void Owed_UntilOneWasGivenFromTheDateOn(string visits, string from, string? owed, string? unbooked, string? toPlan)
    {
        var (protocol, all, dates) = (Templates.Get("rtms_10hz_19"), Visits(visits), from.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Date).ToList());

        Assert.Equal(owed, Text(Redetermination.Owed(protocol, dates, all, DateOnly.MaxValue)));
        Assert.Equal(unbooked, Text(Redetermination.Unbooked(protocol, dates, all, At("05"))));
        Assert.Equal(toPlan, Text(Redetermination.ToPlan(protocol, dates, all, At("05"))));
        Assert.Null(Redetermination.Owed(protocol, dates, all, Date("01")));
        Assert.Null(Redetermination.Owed(protocol with { RedeterminationKind = null }, dates, all, DateOnly.MaxValue));
    }

    [Theory]
    [InlineData("06", "treatment", false)]
    [InlineData("03", "treatment", true)]
    [InlineData("06", "mt_redetermination", true)]
    public void MayBeGiven_FromTheDateOn_OnlyWhatDeterminesIt(string day, string kind, bool may)
    {
        var visit = Visits($"{day} {kind} booked")[0];
        Assert.Equal(may, SessionOrder.MayBeGiven(Templates.Get("rtms_10hz_19"), visit, Visits("01 initial delivered"), [Date("04")]));
        // Its own treatments begin this course, and yet it goes on with the threshold.
        Assert.Equal(may, SessionOrder.MayBeGiven(Templates.Get("maintenance"), visit, Visits("01 treatment delivered"), [Date("04")]));
    }

    /// <summary>R10, R14, R23: what one visit at another day does to the order.</summary>
    [Theory]
    [InlineData("01 initial delivered, 03 treatment booked, 05 mt booked, 06 treatment booked", "04", 1, "04", SessionDisorder.Redetermination)]
    [InlineData("01 initial delivered, 03 treatment booked, 05 mt booked, 06 treatment booked", "04", 1, "08", null)]
    [InlineData("01 initial delivered, 03 treatment booked, 05 mt booked, 06 treatment booked", "04", 2, "02", SessionDisorder.Redetermination)]
    [InlineData("01 initial delivered, 03 treatment booked, 05 mt booked, 06 treatment booked", "04", 2, "07", SessionDisorder.Redetermination)]
    [InlineData("01 initial delivered, 03 treatment booked, 05 mt booked, 06 treatment booked", "04", 2, "04", null)]
    [InlineData("01 initial delivered, 03 treatment booked, 05 mt booked, 06 treatment booked", "04", 3, "04", SessionDisorder.Redetermination)]
    [InlineData("02 initial booked, 03 treatment booked, 05 mt booked", "", 0, "04", SessionDisorder.Beginning)]
    [InlineData("02 initial booked, 03 treatment booked, 05 mt booked", "", 1, "01", SessionDisorder.Beginning)]
    [InlineData("02 initial booked, 03 treatment booked, 05 mt booked", "", 2, "01", SessionDisorder.Beginning)]
    [InlineData("02 initial needs_new_time, 03 treatment booked, 05 treatment booked", "", 0, "04", SessionDisorder.Beginning)]
    [InlineData("02 initial needs_new_time, 03 treatment booked, 05 treatment booked", "", 0, "01", null)]
    [InlineData("02 treatment booked, 03 treatment booked", "", 0, "04", null)]
    [InlineData("02 treatment booked, 03 treatment booked", "", 0, "01", null)]
    [InlineData("02 treatment booked, 03 treatment booked", "", 1, "01", SessionDisorder.Beginning)]
    public void Broken_ByAVisitOnAnotherDay_SaysWhat(string visits, string from, int index, string to, SessionDisorder? expected)
    {
        var (all, dates) = (Visits(visits), from.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Date).ToList());

        Assert.Equal(expected, SessionOrder.Broken(Templates.Get("rtms_10hz_19"), dates, all, [new SessionPlace(all[index].Id, all[index].Kind, "acute", At(to), Date(to))]));
    }

    private static List<Appointment> Visits(string text) => [.. text.Split(", ").Select(v => v.Split(' ')).Select(v => new Appointment
    {
        Id = Guid.NewGuid(),
        Kind = v[1] == "mt" ? "mt_redetermination" : v[1],
        Phase = "acute",
        CountsAsSession = true,
        TimeZone = "UTC",
        LocalDate = Date(v[0]),
        StartsAt = At(v[0]),
        State = Enum.Parse<AppointmentState>(v[2].Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
    })];

    private static DateOnly Date(string day) => DateOnly.ParseExact("2027-03-" + day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTimeOffset At(string day) => new(Date(day), new TimeOnly(14, 0), TimeSpan.Zero);

    private static string? Text(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
