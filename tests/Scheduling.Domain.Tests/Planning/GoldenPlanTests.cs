using System.Globalization;
using System.Text;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Tests.Protocols;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Planning;

/// <summary>
/// One plan for each shipped template, kept as text. The plans are unreviewed by a clinician: they show what the planner does with the data,
/// not what should be done with a patient. UPDATE_GOLDEN=1 writes them anew.
/// </summary>
public sealed class GoldenPlanTests
{
    public static TheoryData<string> Codes => [.. Templates.Codes];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Plan_ShippedTemplate_EqualsTheGoldenPlan(string code)
    {
        var request = RequestFor(Templates.Get(code));

        var plan = CoursePlanner.Plan(request);

        var option = Assert.Single(plan.Options, o => o.Kinds.Contains(PlanOptionKind.Best));
        Assert.Empty(PlanChecker.Problems(request, option));
        Assert.True(option.Exact);
        var text = Text(code, option);
        var file = Path.Combine(Templates.Root(), "tests", "Scheduling.Domain.Tests", "Planning", "Golden", code + ".txt");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
        Assert.Equal(File.ReadAllText(file), text);
    }

    /// <summary>A clinic that can do everything, Monday to Friday 8 to 18 (SAINT: daily), over the spring change of clocks of 2027.</summary>
    private static CoursePlanRequest RequestFor(ProtocolDefinition protocol)
    {
        var clinic = new Clinic(days: protocol.Phases.All(p => p.WeeklyCap is not null) ? 130 : 260).WithPrescriber(1).WithPrescriber(2)
            .WithTechnician(1).WithTechnician(2, 8, 14).WithTechnician(3, 12, 18);
        if (protocol.DeviceCapability is { } capability)
        {
            clinic.WithDevice(1, capabilities: capability).WithDevice(2, capabilities: capability);
        }
        else
        {
            clinic.WithRoom(1).WithRoom(2);
        }
        if (protocol.OperatorRole != StaffRole.Technician)
        {
            clinic.Change(Clinic.Prescriber(1), p => p with { Credentials = [new Credential("operator", Clinic.ModelA, new DateOnly(2020, 1, 1), null)] });
        }
        foreach (var (role, number) in new[] { (StaffRole.Nurse, 50), (StaffRole.Anesthetist, 60) })
        {
            clinic.WithStaff(new StaffFacts
            {
                Id = Clinic.Technician(number),
                Roles = [role],
                Credentials = [new Credential("operator", Clinic.ModelA, new DateOnly(2020, 1, 1), null)],
                Shifts = clinic.Shifts(Clinic.Week(7, 19)),
            });
        }
        clinic.WithHoliday(new DateOnly(2027, 1, 18)).WithHoliday(new DateOnly(2027, 2, 15));
        // Something in the way on the third Tuesday, so that a visit moves and says why.
        clinic.WithClosure(new TimeRange(clinic.At(new DateOnly(2027, 1, 19), 9), clinic.At(new DateOnly(2027, 1, 19), 11)));
        return clinic.Plan(protocol) with { PreferredTime = new TimeOnly(9, 30), StartOnOrAfter = new DateOnly(2027, 1, 6), Alternatives = false };
    }

    private static string Text(string code, PlanOption option)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{code}: golden plan, unreviewed by a clinician");
        text.AppendLine(CultureInfo.InvariantCulture, $"nominal {option.NominalTime:HH:mm}, score {option.Score:0.###}, {option.Terms}");
        foreach (var visit in option.Sessions)
        {
            var staff = string.Join(' ', visit.Takes.Where(t => t.Role is not null).Select(t => $"{t.Role}:{Short(t.Resource.Id)}"));
            var things = string.Join(' ', visit.Takes.Where(t => t.Resource.Kind is ResourceRefKind.Device or ResourceRefKind.Room).Select(t => $"{t.Resource.Kind}:{Short(t.Resource.Id)}"));
            var moved = visit.MovedBecause is { } m ? $" moved: {m.Rule} {m.Reason} {m.Resource?.Kind} {m.Interval}" : "";
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{visit.SessionNumber?.ToString(CultureInfo.InvariantCulture) ?? "-",2} {visit.Phase,-12} {visit.Kind,-10} {visit.LocalDate.DayOfWeek.ToString()[..3]} {visit.Start:yyyy-MM-dd HH:mm zzz} to {visit.End:HH:mm} {staff} {things}{moved}");
        }
        return text.Replace("\r\n", "\n").ToString();
    }

    private static string Short(Guid id) => id.ToString("N", CultureInfo.InvariantCulture)[30..];
}
