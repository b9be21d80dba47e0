using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Persistence;
using Scheduling.Application.Protocols;
using Scheduling.Application.Screenings;
using Scheduling.Domain;
using Scheduling.Domain.Devices;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Resources;
using Scheduling.Domain.Screenings;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;
using Scheduling.Testing.Api;

namespace Scheduling.Testing.Clinics;

/// <summary>
/// Seeds a clinic straight through the DbContext: a site in New York open from 7 to 19 on weekdays, devices in rooms of their own, technicians who may operate them,
/// a prescriber, adult patients, and a shipped protocol. Reads as a sentence: <c>new ClinicBuilder().WithDevices(2).WithTechnicians(3)</c>.
/// </summary>
public sealed class ClinicBuilder
{
    private static readonly DayOfWeek[] Weekdays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
    private static readonly DateTimeOffset LongAgo = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private int devices = 1;
    private int technicians = 1;
    private int patients = 1;
    private string zone = "America/New_York";
    private string template = "rtms_10hz_19";
    private TimeOnly opens = new(7, 0);
    private TimeOnly closes = new(19, 0);
    private DateOnly? credentialsUntil;
    private bool screened = true;

    public ClinicBuilder WithDevices(int count) => With(() => devices = count);

    public ClinicBuilder WithTechnicians(int count) => With(() => technicians = count);

    public ClinicBuilder WithPatients(int count) => With(() => patients = count);

    public ClinicBuilder InZone(string ianaId) => With(() => zone = ianaId);

    public ClinicBuilder OnProtocol(string code) => With(() => template = code);

    public ClinicBuilder Open(TimeOnly from, TimeOnly until) => With(() => (opens, closes) = (from, until));

    /// <summary>The first technician's certificate ends on this day, inclusive.</summary>
    public ClinicBuilder WhereTheFirstTechnicianMayOperateUntil(DateOnly date) => With(() => credentialsUntil = date);

    /// <summary>Nobody has answered a questionnaire or agreed to anything; otherwise every patient is screened and accepted, and has agreed (R18).</summary>
    public ClinicBuilder WhereNobodyIsScreened() => With(() => screened = false);

    /// <summary>Writes it all in one transaction.</summary>
    public async Task<SmallClinic> SeedAsync(TestApi api)
    {
        var client = await api.CreateClinicAsync();
        await using var scope = api.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SchedulingDbContext>();
        var transaction = scope.ServiceProvider.GetRequiredService<ClinicTransaction>();
        await transaction.BeginAsync(ClinicIdentity.Program(client.ClinicId, "test"), CancellationToken.None);

        T Add<T>(T row)
            where T : ClinicEntity
        {
            (row.ClinicId, row.Id) = (client.ClinicId, row.Id == Guid.Empty ? Guid.CreateVersion7() : row.Id);
            db.Add(row);
            return row;
        }

        Guid Resource(ResourceKind kind) => Add(new Resource { Kind = kind }).Id;

        var hours = Weekdays.Select(d => new WeeklyWindow(d, opens, closes)).ToList();
        var site = Add(new Site { Name = "Main", Alias = "Main", TimeZone = zone, OpeningHours = hours });
        var model = Add(new DeviceModel { Name = "Figure-8", Capabilities = ["figure8"], Clearances = [new Clearance("figure8", "mdd", 18)] });
        await db.SaveChangesAsync();
        var rooms = Enumerable.Range(1, devices).Select(i => Add(new Room { Id = Resource(ResourceKind.Room), SiteId = site.Id, Name = $"Room {i}" })).ToList();
        await db.SaveChangesAsync();
        var machines = rooms.Select((r, i) => Add(new Device { Id = Resource(ResourceKind.Device), SiteId = site.Id, ModelId = model.Id, RoomId = r.Id, Name = $"Device {i + 1}" })).ToList();
        var shifts = Weekdays.Select(d => new WeeklyShift(site.Id, d, opens, closes)).ToList();
        var people = Enumerable.Range(0, technicians).Select(i => Add(new StaffMember
        {
            Id = Resource(ResourceKind.Staff),
            Name = $"Technician {i + 1}",
            Roles = [StaffRole.Technician],
            Credentials = [new Credential("operator", model.Id, new DateOnly(2020, 1, 1), i == 0 ? credentialsUntil : null)],
            Shifts = shifts,
        })).ToList();
        var prescriber = Add(new StaffMember { Id = Resource(ResourceKind.Staff), Name = "Prescriber", Roles = [StaffRole.Prescriber, StaffRole.Supervisor], Shifts = shifts });
        var clients = Enumerable.Range(1, patients).Select(i => Add(new Patient
        {
            Id = Resource(ResourceKind.Patient),
            GivenName = "Pat",
            FamilyName = $"Example {i}",
            BirthDate = new DateOnly(1980, 1, 1),
        })).ToList();
        var definition = ProtocolTemplates.Find(template) ?? throw new InvalidOperationException($"No template {template}.");
        var protocol = Add(new Protocol { Code = definition.Code, Name = definition.Name, Enabled = true, TemplateCode = definition.Code });
        await db.SaveChangesAsync();
        if (screened && definition.Screening is { } terms)
        {
            foreach (var person in clients)
            {
                Add(Accepted(person.Id, terms.Questionnaire, prescriber.Id));
                Add(new Consent { PatientId = person.Id, Modality = definition.Modality, Granted = true, Wording = "1", Source = "paper", At = LongAgo, RecordedAt = LongAgo });
            }
        }

        Add(new ProtocolVersion { ProtocolId = protocol.Id, Number = 1, Definition = definition, CreatedAt = db.Now });
        await transaction.CommitAsync(CancellationToken.None);

        return new SmallClinic
        {
            Client = client,
            SiteId = site.Id,
            ModelId = model.Id,
            Rooms = [.. rooms.Select(r => r.Id)],
            Devices = [.. machines.Select(d => d.Id)],
            Technicians = [.. people.Select(p => p.Id)],
            Prescriber = prescriber.Id,
            Patients = [.. clients.Select(p => p.Id)],
            ProtocolId = protocol.Id,
        };
    }

    private static Screening Accepted(Guid patient, string questionnaire, Guid prescriber) => new()
    {
        PatientId = patient,
        Questionnaire = questionnaire,
        QuestionnaireVersion = 1,
        Answers = [.. ShippedQuestionnaires.All.Single(q => q.Code == questionnaire).Questions.Select(q => new GivenAnswer(q.Code, YesNo.No))],
        AnsweredAt = LongAgo,
        Decisions = [new ScreeningDecision(Verdict.Accepted, "Nothing stands against it.", new DateOnly(2099, 12, 31), [], LongAgo, prescriber.ToString(), LongAgo)],
    };

    private ClinicBuilder With(Action change)
    {
        change();
        return this;
    }
}
