using Scheduling.Domain.Devices;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Reports;

/// <summary>What a clinic would have more of.</summary>
public sealed record WhatIf
{
    /// <summary>More units, each in a room of its own.</summary>
    public IReadOnlyList<DeviceModel> Devices { get; init; } = [];

    /// <summary>More people, each in one role, on shift whenever the site is open, able to operate every model of the site.</summary>
    public IReadOnlyList<StaffRole> Staff { get; init; } = [];

    /// <summary>More opening hours. Whoever has an in-person shift at the site on the day works them.</summary>
    public IReadOnlyList<WeeklyWindow> Hours { get; init; } = [];

    /// <summary>The facts as they would be: nothing is taken of what is added.</summary>
    /// <param name="facts">The facts of a site.</param>
    /// <param name="from">First local date of the facts.</param>
    /// <param name="until">Last local date of the facts.</param>
    public ClinicFacts On(ClinicFacts facts, DateOnly from, DateOnly until)
    {
        var (site, clock) = (facts.Site, facts.Site.Clock);
        var more = WeeklyWindow.Expand(Hours, clock, from, until);
        var open = WeeklyWindow.Expand([.. site.OpeningHours, .. Hours], clock, from, until);
        var rooms = Devices.Select((_, i) => new RoomFacts { Id = New(1, i), SiteId = site.Id }).ToList();
        var devices = facts.Devices.Concat(Devices.Select((model, i) => new DeviceFacts
        {
            Id = New(2, i),
            SiteId = site.Id,
            ModelId = model.Id,
            Capabilities = model.Capabilities,
            Clearances = model.Clearances,
            RoomId = rooms[i].Id,
        })).ToList();
        var models = devices.Select(d => d.ModelId).Distinct().ToList();
        return facts with
        {
            Site = site with { OpeningHours = [.. site.OpeningHours, .. Hours] },
            Rooms = [.. facts.Rooms, .. rooms],
            Devices = devices,
            Staff = [.. facts.Staff.Select(s => s with { Shifts = [.. s.Shifts, .. more.Where(m => Works(s, m)).Select(m => new ShiftFact(site.Id, m, PresenceMode.InPerson))] }), .. Staff.Select((role, i) => new StaffFacts
            {
                Id = New(3, i),
                Roles = [role],
                Credentials = [.. models.Select(m => new Credential(VisitRules.OperatorCredential, m, from, null))],
                Shifts = [.. open.Select(o => new ShiftFact(site.Id, o, PresenceMode.InPerson))],
            })],
        };

        bool Works(StaffFacts person, TimeRange hours) =>
            person.Shifts.Any(s => s.SiteId == site.Id && s.Mode == PresenceMode.InPerson && clock.DateOf(s.Range.From) == clock.DateOf(hours.From));
    }

    // Ids that no row has: the planner only has to tell them apart.
    internal static Guid New(short kind, int number) => new(number + 1, kind, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
}
