using Scheduling.Domain.Appointments;
using Scheduling.Domain.Tasks;

namespace Scheduling.Domain.Tests.Tasks;

/// <summary>R24: which histories ask for a clinician. Letters are a patient's visits, oldest first.</summary>
public sealed class NoShowRuleTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("N", null)]
    [InlineData("NN", 1)]
    [InlineData("DNN", 2)]
    [InlineData("NDN", null)]
    [InlineData("NND", null)]
    [InlineData("NNN", 2)]
    // The patient spoke, or came.
    [InlineData("NPN", null)]
    [InlineData("NSN", null)]
    [InlineData("NAN", null)]
    // These say nothing about the patient.
    [InlineData("NCN", 2)]
    [InlineData("NXN", 2)]
    [InlineData("NBN", 2)]
    [InlineData("NNBKX", 1)]
    public void MissedTwice_ByHistory(string history, int? last)
    {
        var monday = new DateTimeOffset(2027, 2, 22, 14, 0, 0, TimeSpan.Zero);
        var visits = history.Select((letter, i) => new Appointment { Id = new Guid(i + 1, 0, 0, new byte[8]), Kind = "treatment", TimeZone = "America/New_York", StartsAt = monday.AddDays(i), State = StateOf(letter) }).ToList();

        var found = NoShowRule.MissedTwice(visits.AsEnumerable().Reverse());

        Assert.Equal(last is { } index ? visits[index].Id : null, found?.Id);
    }

    private static AppointmentState StateOf(char letter) => letter switch
    {
        'N' => AppointmentState.NoShow,
        'D' => AppointmentState.Delivered,
        'A' => AppointmentState.Partial,
        'S' => AppointmentState.SentHome,
        'P' => AppointmentState.CancelledByPatient,
        'C' => AppointmentState.CancelledByClinic,
        'X' => AppointmentState.NeedsNewTime,
        'K' => AppointmentState.Confirmed,
        _ => AppointmentState.Booked,
    };
}
