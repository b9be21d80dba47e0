using System.Globalization;

namespace Scheduling.Domain.Protocols;

/// <summary>Checks that a protocol is complete and consistent with itself.</summary>
public static class ProtocolValidation
{
    /// <summary>Everything wrong with the definition, by path; empty when it may be used.</summary>
    public static IReadOnlyList<ProtocolError> Validate(ProtocolDefinition protocol)
    {
        var errors = new List<ProtocolError>();
        void Check(bool fine, string path, string message)
        {
            if (!fine)
            {
                errors.Add(new ProtocolError(path, message));
            }
        }

        Check(IsCode(protocol.Code), "/code", "Lower-case letters, digits and underscores, at most 64.");
        Check(!string.IsNullOrWhiteSpace(protocol.Name) && protocol.Name.Length <= 200, "/name", "Between 1 and 200 characters.");
        Check(IsCode(protocol.Modality), "/modality", "Lower-case letters, digits and underscores, at most 64.");
        Check(IsCode(protocol.Indication), "/indication", "Lower-case letters, digits and underscores, at most 64.");
        Check(protocol.DeviceCapability is null || IsCode(protocol.DeviceCapability), "/deviceCapability", "Lower-case letters, digits and underscores, at most 64.");
        Check(protocol.Phases.Count is >= 1 and <= 20, "/phases", "Between 1 and 20 phases.");
        Check(protocol.VisitKinds.Count is >= 1 and <= 20, "/visitKinds", "Between 1 and 20 visit kinds.");
        Check(protocol.Phases.Select(p => p.Name).Distinct(StringComparer.Ordinal).Count() == protocol.Phases.Count, "/phases", "Names are unique.");
        Check(protocol.VisitKinds.Select(k => k.Code).Distinct(StringComparer.Ordinal).Count() == protocol.VisitKinds.Count, "/visitKinds", "Codes are unique.");

        for (var i = 0; i < protocol.Phases.Count; i++)
        {
            CheckPhase(protocol.Phases[i], At("/phases/", i), Check);
        }
        for (var i = 0; i < protocol.VisitKinds.Count; i++)
        {
            CheckKind(protocol, protocol.VisitKinds[i], At("/visitKinds/", i), Check);
        }

        Check(protocol.Kind(protocol.InitialKind) is { CountsAsTreatment: true }, "/initialKind", "A visit kind that counts as treatment.");
        Check(protocol.Kind(protocol.TreatmentKind) is { CountsAsTreatment: true }, "/treatmentKind", "A visit kind that counts as treatment.");
        Check(protocol.RedeterminationKind is null || protocol.Kind(protocol.RedeterminationKind) is { CountsAsTreatment: true }, "/redeterminationKind", "A visit kind that counts as treatment.");
        if (protocol.Prerequisite is { } prerequisite)
        {
            Check(protocol.Kind(prerequisite.Kind) is { CountsAsTreatment: false }, "/prerequisite/kind", "A visit kind that does not count as treatment.");
            Check(prerequisite.MinDaysBefore >= 1, "/prerequisite/minDaysBefore", "At least 1.");
            Check(prerequisite.MaxDaysBefore >= prerequisite.MinDaysBefore && prerequisite.MaxDaysBefore <= 90, "/prerequisite/maxDaysBefore", "From minDaysBefore to 90.");
        }
        for (var i = 0; i < protocol.BillingCodes.Count; i++)
        {
            Check(protocol.Kind(protocol.BillingCodes[i].Kind) is not null, At("/billingCodes/", i) + "/kind", "Not a visit kind of the protocol.");
            Check(protocol.BillingCodes[i].Code.Length is >= 1 and <= 20, At("/billingCodes/", i) + "/code", "Between 1 and 20 characters.");
        }
        Check(protocol.MotorThreshold is null or { EveryDays: null or (>= 1 and <= 366), AfterGapDays: null or (>= 1 and <= 366) }, "/motorThreshold", "Between 1 and 366 days.");
        Check(protocol.ScaleMilestones.All(m => m is >= 1 and <= 200), "/scaleMilestones", "Between 1 and 200.");
        Check(protocol.Screening is null || IsCode(protocol.Screening.Questionnaire), "/screening/questionnaire", "Lower-case letters, digits and underscores, at most 64.");
        for (var i = 0; i < protocol.GapBands.Count; i++)
        {
            Check(protocol.GapBands[i].From is >= 1 and <= 366, At("/gapBands/", i) + "/from", "Between 1 and 366.");
        }
        for (var i = 0; i < protocol.Checks.Count; i++)
        {
            Check(protocol.Checks[i].Every is >= 1 and <= 366, At("/checks/", i) + "/every", "Between 1 and 366.");
            Check(IsCode(protocol.Checks[i].Code), At("/checks/", i) + "/code", "Lower-case letters, digits and underscores, at most 64.");
        }
        return errors;
    }

    private static void CheckPhase(ProtocolPhase phase, string path, Action<bool, string, string> check)
    {
        check(IsCode(phase.Name), path + "/name", "Lower-case letters, digits and underscores, at most 64.");
        check(phase.MinSessions >= 0, path + "/minSessions", "Not negative.");
        check(phase.MinSessions <= phase.DefaultSessions && phase.DefaultSessions <= phase.MaxSessions, path + "/defaultSessions", "From minSessions to maxSessions.");
        check(phase.MaxSessions is >= 1 and <= 200, path + "/maxSessions", "Between 1 and 200.");
        check(phase.MaxPerDay is >= 1 and <= 24, path + "/maxPerDay", "Between 1 and 24.");
        check(phase.MinGapMinutes is >= 0 and <= 10080, path + "/minGapMinutes", "Between 0 and 10080.");
        check(phase.MinDaysApart is null or (>= 1 and <= 366), path + "/minDaysApart", "Between 1 and 366.");
        check(phase.Weekdays.Distinct().Count() == phase.Weekdays.Count, path + "/weekdays", "Each at most once.");
        check(phase.Cadence >= 1 && phase.Cadence <= (phase.CadenceUnit switch { CadenceUnit.PerWeek => 168, CadenceUnit.EveryDays => 366, _ => 24 }), path + "/cadence",
            "At least 1; at most 168 a week, 366 days, 24 months.");
        check(phase.CadenceUnit == CadenceUnit.PerWeek || phase.MaxPerDay == 1, path + "/maxPerDay", "1 for phases that count in days or months.");
    }

    private static void CheckKind(ProtocolDefinition protocol, VisitKind kind, string path, Action<bool, string, string> check)
    {
        check(IsCode(kind.Code), path + "/code", "Lower-case letters, digits and underscores, at most 64.");
        check(OnGrid(kind.Minutes) && kind.Minutes is >= 5 and <= 720, path + "/minutes", "A multiple of 5 from 5 to 720.");
        check(kind.StimulationFrom() >= 0 && kind.StimulationFrom() < kind.StimulationUntil() && kind.StimulationUntil() <= kind.Minutes,
            path + "/stimulationFromMinute", "Stimulation lies inside the visit.");
        check(kind.Segments.Count(s => s.Kind == SegmentKind.Device) <= 1, path + "/segments", "At most one device.");
        check(kind.Segments.Count(s => s.Kind == SegmentKind.Room) <= 1, path + "/segments", "At most one room.");
        for (var i = 0; i < kind.Segments.Count; i++)
        {
            var segment = kind.Segments[i];
            var at = At(path + "/segments/", i);
            check(OnGrid(segment.FromMinute) && segment.FromMinute >= 0, at + "/fromMinute", "A multiple of 5, not negative.");
            check(OnGrid(segment.UntilMinute) && segment.UntilMinute > segment.FromMinute && segment.UntilMinute <= kind.Minutes, at + "/untilMinute",
                "A multiple of 5 after fromMinute and inside the visit.");
            check(OnGrid(segment.SetupMinutes) && segment.SetupMinutes is >= 0 and <= 120, at + "/setupMinutes", "A multiple of 5 from 0 to 120.");
            check(OnGrid(segment.TurnoverMinutes) && segment.TurnoverMinutes is >= 0 and <= 120, at + "/turnoverMinutes", "A multiple of 5 from 0 to 120.");
            check(segment.Kind == SegmentKind.Staff == (segment.Role is not null), at + "/role", "Given exactly for staff segments.");
            check(segment.Kind == SegmentKind.Device || segment.Role == protocol.OperatorRole || (segment.SetupMinutes == 0 && segment.TurnoverMinutes == 0),
                at + "/setupMinutes", "Set-up and turnover belong to device and operator.");
            check(segment.Kind != SegmentKind.Room || (segment.FromMinute == 0 && segment.UntilMinute == kind.Minutes), at + "/untilMinute", "A room is taken for the whole visit.");
            check(segment.Kind != SegmentKind.Device || protocol.DeviceCapability is not null, at + "/kind", "The protocol names no device capability.");
            check(segment.Kind != SegmentKind.Staff || segment.Modes.Count > 0, at + "/modes", "At least one way of being present.");
        }
    }

    private static bool OnGrid(int minutes) => minutes % 5 == 0;

    private static bool IsCode(string code) => code.Length is >= 1 and <= 64 && code.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');

    private static string At(string path, int index) => path + index.ToString(CultureInfo.InvariantCulture);
}
