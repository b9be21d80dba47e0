using Scheduling.Application.Devices;
using Scheduling.Application.Patients;
using Scheduling.Application.Protocols;
using Scheduling.Application.Requests;
using Scheduling.Application.Resources;
using Scheduling.Application.Sites;
using Scheduling.Application.Staffing;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Import;

/// <summary>The set-up part of a file, put through the same commands as the API's.</summary>
internal sealed class ImportSetup(
    SiteSetup sites,
    RoomSetup rooms,
    HolidaySetup holidays,
    ClosureEntry closures,
    DeviceModelSetup models,
    DeviceSetup devices,
    StaffSetup staff,
    ProtocolCatalogue protocols,
    PatientRegister patients,
    PatientAvailability availability,
    ImportRun run)
{

    /// <summary>Puts everything but courses and visits, in the order in which it depends on each other.</summary>
    public async Task PutAsync(CancellationToken cancellationToken)
    {
        var file = run.Document.File;
        await EachAsync("sites", file.Sites, (s, at) => PutAsync(s, at, cancellationToken));
        await EachAsync("rooms", file.Rooms, (r, at) => PutAsync(r, at, cancellationToken));
        await EachAsync("deviceModels", file.DeviceModels, (m, at) => PutAsync(m, at, cancellationToken));
        await EachAsync("devices", file.Devices, (d, at) => PutAsync(d, at, cancellationToken));
        await EachAsync("staff", file.Staff, (s, at) => PutAsync(s, at, cancellationToken));
        await EachAsync("holidays", file.Holidays, (h, at) => PutAsync(h, at, cancellationToken));
        await EachAsync("closures", file.Closures, (c, at) => PutAsync(c, at, cancellationToken));
        await EachAsync("protocols", file.Protocols, (p, at) => PutAsync(p, at, cancellationToken));
        await EachAsync("patients", file.Patients, (p, at) => PutAsync(p, at, cancellationToken));
    }

    private async Task EachAsync<T>(string list, IReadOnlyList<T> things, Func<T, ImportPlace, Task> put)
    {
        for (var i = 0; i < things.Count; i++)
        {
            await put(things[i], ImportPlace.Of(run.Document, list, i));
        }
    }

    private async Task PutAsync(ImportedSite site, ImportPlace place, CancellationToken cancellationToken)
    {
        var request = new CreateSiteRequest
        {
            Name = site.Name,
            Alias = site.Alias,
            Phone = site.Phone,
            TimeZone = site.TimeZone,
            WeekStartsOn = site.WeekStartsOn,
            OpeningHours = Windows(site.OpeningHours),
            FacilityType = site.FacilityType,
        };
        await run.Keys.PutAsync(
            ImportKinds.Site,
            site.Key,
            place.From("openingHours", Origins(site.OpeningHours, h => h.Days.Count)),
            request,
            async () => (await sites.CreateAsync(request, cancellationToken)).Id,
            id => sites.ChangeAsync(
                id,
                _ => { },
                new ChangeSiteRequest
                {
                    Name = request.Name,
                    Alias = request.Alias ?? request.Name,
                    Phone = request.Phone,
                    TimeZone = request.TimeZone,
                    WeekStartsOn = request.WeekStartsOn,
                    OpeningHours = request.OpeningHours,
                    FacilityType = request.FacilityType,
                },
                cancellationToken));
    }

    private async Task PutAsync(ImportedRoom room, ImportPlace place, CancellationToken cancellationToken)
    {
        var request = new CreateRoomRequest { SiteId = IdOf(ImportKinds.Site, room.Site, place, "site"), Name = room.Name, Capacity = room.Capacity };
        await run.Keys.PutAsync(
            ImportKinds.Room,
            room.Key,
            place,
            request,
            async () => (await rooms.CreateAsync(request, cancellationToken)).Id,
            async id =>
            {
                RequireSame((await rooms.GetAsync(id, cancellationToken)).SiteId, request.SiteId, place, "site");
                await rooms.ChangeAsync(id, _ => { }, new ChangeRoomRequest { Name = request.Name, Capacity = request.Capacity }, cancellationToken);
            });
    }

    private async Task PutAsync(ImportedDeviceModel model, ImportPlace place, CancellationToken cancellationToken)
    {
        var request = new CreateDeviceModelRequest
        {
            Name = model.Name,
            Manufacturer = model.Manufacturer,
            Capabilities = model.Capabilities,
            Clearances = [.. model.Clearances.Select(c => new ClearanceBody { Capability = c.Capability, Indication = c.Indication, MinAge = c.MinAge, MaxAge = c.MaxAge, Adjunct = c.Adjunct })],
        };
        await run.Keys.PutAsync(
            ImportKinds.DeviceModel,
            model.Key,
            place,
            request,
            async () => (await models.CreateAsync(request, cancellationToken)).Id,
            id => models.ChangeAsync(
                id,
                _ => { },
                new ChangeDeviceModelRequest { Name = request.Name, Manufacturer = request.Manufacturer, Capabilities = request.Capabilities, Clearances = request.Clearances },
                cancellationToken));
    }

    private async Task PutAsync(ImportedDevice device, ImportPlace place, CancellationToken cancellationToken)
    {
        var request = new CreateDeviceRequest
        {
            SiteId = IdOf(ImportKinds.Site, device.Site, place, "site"),
            ModelId = IdOf(ImportKinds.DeviceModel, device.Model, place, "model"),
            RoomId = device.Room is { } room ? IdOf(ImportKinds.Room, room, place, "room") : null,
            Name = device.Name,
            SerialNumber = device.SerialNumber,
        };
        await run.Keys.PutAsync(
            ImportKinds.Device,
            device.Key,
            place,
            request,
            async () => (await devices.CreateAsync(request, cancellationToken)).Id,
            async id =>
            {
                var before = await devices.GetAsync(id, cancellationToken);
                RequireSame(before.SiteId, request.SiteId, place, "site");
                RequireSame(before.ModelId, request.ModelId, place, "model");
                await devices.ChangeAsync(id, _ => { }, new ChangeDeviceRequest { RoomId = request.RoomId, Name = request.Name, SerialNumber = request.SerialNumber }, cancellationToken);
            });
    }

    private async Task PutAsync(ImportedStaff person, ImportPlace place, CancellationToken cancellationToken)
    {
        var request = new CreateStaffRequest
        {
            Name = person.Name,
            Roles = person.Roles,
            Capacity = person.Capacity,
            Credentials = [.. person.Credentials.Select((c, i) => new CredentialBody
            {
                Kind = c.Kind,
                DeviceModelId = c.DeviceModel is { } model ? IdOf(ImportKinds.DeviceModel, model, place, FormattableString.Invariant($"credentials/{i}/deviceModel")) : null,
                ValidFrom = c.ValidFrom.On(run.Today),
                ValidUntil = c.ValidUntil?.On(run.Today),
            })],
            Shifts = [.. person.Shifts.SelectMany((s, i) => s.Days.Select(day => new WeeklyShiftBody
            {
                SiteId = IdOf(ImportKinds.Site, s.Site, place, FormattableString.Invariant($"shifts/{i}/site")),
                Day = day,
                From = s.From,
                Until = s.Until,
                Mode = s.Mode,
                ValidFrom = s.ValidFrom?.On(run.Today),
                ValidUntil = s.ValidUntil?.On(run.Today),
            }))],
            ShiftExceptions = [.. person.ShiftExceptions.Select((e, i) => new ShiftExceptionBody
            {
                Date = e.Date.On(run.Today),
                Shifts = [.. e.Shifts.Select((s, j) => new DatedShiftBody
                {
                    SiteId = IdOf(ImportKinds.Site, s.Site, place, FormattableString.Invariant($"shiftExceptions/{i}/shifts/{j}/site")),
                    From = s.From,
                    Until = s.Until,
                    Mode = s.Mode,
                })],
                Reason = e.Reason,
            })],
        };
        await run.Keys.PutAsync(
            ImportKinds.Staff,
            person.Key,
            new ImportPlace(run.Document, place.Pointer).From("shifts", Origins(person.Shifts, s => s.Days.Count)),
            request,
            async () => (await staff.CreateAsync(request, cancellationToken)).Id,
            id => staff.ChangeAsync(
                id,
                _ => { },
                new ChangeStaffRequest
                {
                    Name = request.Name,
                    Roles = request.Roles,
                    Capacity = request.Capacity,
                    Credentials = request.Credentials,
                    Shifts = request.Shifts,
                    ShiftExceptions = request.ShiftExceptions,
                },
                cancellationToken));
    }

    private async Task PutAsync(ImportedHoliday holiday, ImportPlace place, CancellationToken cancellationToken)
    {
        var request = new CreateHolidayRequest
        {
            SiteId = holiday.Site is { } site ? IdOf(ImportKinds.Site, site, place, "site") : null,
            Date = holiday.Date.On(run.Today),
            Name = holiday.Name,
        };
        await run.Keys.PutAsync(
            ImportKinds.Holiday,
            holiday.Key,
            place,
            request,
            async () => (await holidays.CreateAsync(request, cancellationToken)).Holiday.Id,
            async id =>
            {
                RequireSame((await holidays.GetAsync(id, cancellationToken)).SiteId, request.SiteId, place, "site");
                await holidays.ChangeAsync(id, _ => { }, new ChangeHolidayRequest { Date = request.Date, Name = request.Name }, cancellationToken);
            });
    }

    private async Task PutAsync(ImportedClosure closure, ImportPlace place, CancellationToken cancellationToken)
    {
        (string Kind, string Member, string Key)[] named =
        [
            .. Named(ImportKinds.Site, "site", closure.Site),
            .. Named(ImportKinds.Room, "room", closure.Room),
            .. Named(ImportKinds.Device, "device", closure.Device),
            .. Named(ImportKinds.Staff, "staff", closure.Staff),
        ];
        if (named is not [var closed])
        {
            throw run.Document.Wrong(place.Pointer, "a closure names exactly one site, room, device or member of staff");
        }

        var id = IdOf(closed.Kind, closed.Key, place, closed.Member);
        var clock = ClockOf(closure);
        var request = new CreateClosureRequest
        {
            SiteId = closed.Kind == ImportKinds.Site ? id : null,
            ResourceId = closed.Kind == ImportKinds.Site ? null : id,
            From = clock.FirstInstant(closure.From.Date.On(run.Today), closure.From.Time),
            Until = closure.EndIsEstimated ? null : clock.FirstInstant(closure.Until.Date.On(run.Today), closure.Until.Time),
            EstimatedUntil = closure.EndIsEstimated ? clock.FirstInstant(closure.Until.Date.On(run.Today), closure.Until.Time) : null,
            Reason = closure.Reason,
        };
        await run.Keys.PutAsync(
            ImportKinds.Closure,
            closure.Key,
            place,
            request,
            async () => (await closures.CreateAsync(request, cancellationToken)).Closure.Id,
            async known =>
            {
                var before = await closures.GetAsync(known, cancellationToken);
                RequireSame(before.SiteId ?? before.ResourceId, id, place, closed.Member);
                await closures.ChangeAsync(
                    known,
                    _ => { },
                    request.Until is not null
                        ? new ChangeClosureRequest { From = request.From, Until = request.Until, Reason = request.Reason }
                        : new ChangeClosureRequest { From = request.From, EstimatedUntil = request.EstimatedUntil, Reason = request.Reason },
                    cancellationToken);
            });
    }

    private async Task PutAsync(ImportedProtocol protocol, ImportPlace place, CancellationToken cancellationToken)
    {
        var request = new CreateProtocolRequest { Template = protocol.Template, Definition = protocol.Definition, Enabled = protocol.Enabled };
        await run.Keys.PutAsync(
            ImportKinds.Protocol,
            protocol.Template ?? protocol.Definition?.Code ?? throw run.Document.Wrong(place.Pointer, "a protocol names a template or has a definition"),
            place,
            request,
            async () => (await protocols.CreateAsync(request, cancellationToken)).Id,
            async id =>
            {
                if (protocol.Definition is { } definition)
                {
                    await protocols.AddVersionAsync(id, definition, cancellationToken);
                }

                await protocols.ChangeAsync(id, _ => { }, new ChangeProtocolRequest { Name = protocol.Definition?.Name ?? ProtocolTemplates.Find(protocol.Template!)!.Name, Enabled = protocol.Enabled }, cancellationToken);
            });
    }

    private async Task PutAsync(ImportedPatient patient, ImportPlace place, CancellationToken cancellationToken)
    {
        var request = new CreatePatientRequest
        {
            GivenName = patient.GivenName,
            FamilyName = patient.FamilyName,
            BirthDate = patient.BirthDate,
            Phone = patient.Phone,
            Email = patient.Email,
            TimeZone = patient.TimeZone,
            Language = patient.Language,
            Guardian = patient.Guardian is { } g ? new GuardianBody { Name = g.Name, Phone = g.Phone, Email = g.Email } : null,
            ExternalIds = [.. patient.ExternalIds.Select(x => new ExternalIdBody { System = x.Key, Value = x.Value })],
            Windows = Windows(patient.Windows),
        };
        List<CreateAbsenceRequest> absences = [.. patient.Absences.Select(a => new CreateAbsenceRequest { From = a.From.On(run.Today), Until = a.Until.On(run.Today), Reason = a.Reason })];
        await run.Keys.PutAsync(
            ImportKinds.Patient,
            patient.Key,
            place.From("windows", Origins(patient.Windows, w => w.Days.Count)),
            request,
            async () =>
            {
                var id = (await patients.CreateAsync(request, cancellationToken)).Patient.Id;
                await PutAbsencesAsync(id, [], absences, cancellationToken);
                return id;
            },
            async id =>
            {
                var before = (await patients.GetAsync(id, cancellationToken)).Absences;
                await patients.ChangeAsync(
                    id,
                    _ => { },
                    new ChangePatientRequest
                    {
                        GivenName = request.GivenName,
                        FamilyName = request.FamilyName,
                        BirthDate = request.BirthDate,
                        Phone = request.Phone,
                        Email = request.Email,
                        TimeZone = request.TimeZone,
                        Language = request.Language,
                        Guardian = request.Guardian,
                        ExternalIds = request.ExternalIds,
                    },
                    cancellationToken);
                await availability.ReplaceWindowsAsync(id, _ => { }, request.Windows, cancellationToken);
                await PutAbsencesAsync(id, before, absences, cancellationToken);
            },
            absences);
    }

    private async Task PutAbsencesAsync(Guid patientId, IReadOnlyList<Absence> before, IReadOnlyList<CreateAbsenceRequest> absences, CancellationToken cancellationToken)
    {
        foreach (var gone in before.Where(b => !absences.Any(a => (a.From, a.Until, a.Reason) == (b.From, b.Until, b.Reason))))
        {
            await availability.RemoveAbsenceAsync(patientId, gone.Id, _ => { }, cancellationToken);
        }

        foreach (var added in absences.Where(a => !before.Any(b => (a.From, a.Until, a.Reason) == (b.From, b.Until, b.Reason))))
        {
            RequestShape.Require(added);
            await availability.AddAbsenceAsync(patientId, added, cancellationToken);
        }
    }

    private static IEnumerable<(string Kind, string Member, string Key)> Named(string kind, string member, string? key) => key is null ? [] : [(kind, member, key)];

    // A room or device is closed in its own site's time, a person in that of the first site of the file.
    private SiteClock ClockOf(ImportedClosure closure)
    {
        var file = run.Document.File;
        var site = closure.Site
            ?? file.Rooms.FirstOrDefault(r => r.Key == closure.Room)?.Site
            ?? file.Devices.FirstOrDefault(d => d.Key == closure.Device)?.Site;
        return SiteClock.ForZone((file.Sites.FirstOrDefault(s => s.Key == site) ?? file.Sites[0]).TimeZone);
    }

    private Guid IdOf(string kind, string key, ImportPlace place, string member) => run.Keys.IdOf(kind, key, $"{place.Pointer}/{member}");

    private void RequireSame(Guid? before, Guid? now, ImportPlace place, string member)
    {
        if (before != now)
        {
            throw run.Document.Wrong($"{place.Pointer}/{member}", "can't change; give the thing a new key");
        }
    }

    private static List<LocalWindow> Windows(IEnumerable<ImportedHours> hours) =>
        [.. hours.SelectMany(h => h.Days.Select(day => new LocalWindow { Day = day, From = h.From, Until = h.Until }))];

    private static List<int> Origins<T>(IEnumerable<T> list, Func<T, int> count) => [.. list.SelectMany((x, i) => Enumerable.Repeat(i, count(x)))];
}
