using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Persistence;
using Scheduling.Domain;
using Scheduling.Domain.Devices;
using Scheduling.Domain.Resources;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;
using Scheduling.Testing.Api;

namespace Scheduling.Testing.Clinics;

/// <summary>Another site of a small clinic, with a device, a technician and a prescriber of its own.</summary>
public sealed record SisterSite
{
    public required Guid SiteId { get; init; }
    public required Guid ModelId { get; init; }
    public required Guid Device { get; init; }
    public required Guid Room { get; init; }
    public required Guid Technician { get; init; }

    /// <summary>Seeds it, an hour behind New York unless said otherwise, open from 7 to 19 on weekdays.</summary>
    public static async Task<SisterSite> SeedAsync(TestApi api, SmallClinic clinic, bool otherModel = false, string zone = "America/Chicago")
    {
        await using var scope = api.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SchedulingDbContext>();
        var transaction = scope.ServiceProvider.GetRequiredService<ClinicTransaction>();
        await transaction.BeginAsync(ClinicIdentity.Program(clinic.Client.ClinicId, "test"), CancellationToken.None);

        T Add<T>(T row)
            where T : ClinicEntity
        {
            (row.ClinicId, row.Id) = (clinic.Client.ClinicId, row.Id == Guid.Empty ? Guid.CreateVersion7() : row.Id);
            db.Add(row);
            return row;
        }

        DayOfWeek[] weekdays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
        var (opens, closes) = (new TimeOnly(7, 0), new TimeOnly(19, 0));
        var site = Add(new Site { Name = "Sister in " + zone, Alias = "Sister", TimeZone = zone, OpeningHours = [.. weekdays.Select(d => new WeeklyWindow(d, opens, closes))] });
        var modelId = clinic.ModelId;
        if (otherModel)
        {
            modelId = Add(new DeviceModel { Name = "Figure-8 of another make", Capabilities = ["figure8"], Clearances = [new Clearance("figure8", "mdd", 18)] }).Id;
        }

        await db.SaveChangesAsync();
        var room = Add(new Room { Id = Add(new Resource { Kind = ResourceKind.Room }).Id, SiteId = site.Id, Name = "Sister 1" });
        await db.SaveChangesAsync();
        var device = Add(new Device { Id = Add(new Resource { Kind = ResourceKind.Device }).Id, SiteId = site.Id, ModelId = modelId, RoomId = room.Id, Name = "Sister device" });
        List<WeeklyShift> shifts = [.. weekdays.Select(d => new WeeklyShift(site.Id, d, opens, closes))];
        var technician = Add(new StaffMember
        {
            Id = Add(new Resource { Kind = ResourceKind.Staff }).Id,
            Name = "Technician there",
            Roles = [StaffRole.Technician],
            Credentials = [new Credential("operator", modelId, new DateOnly(2020, 1, 1), null)],
            Shifts = shifts,
        });
        Add(new StaffMember { Id = Add(new Resource { Kind = ResourceKind.Staff }).Id, Name = "Prescriber there", Roles = [StaffRole.Prescriber], Shifts = shifts });
        await transaction.CommitAsync(CancellationToken.None);
        return new SisterSite { SiteId = site.Id, ModelId = modelId, Device = device.Id, Room = room.Id, Technician = technician.Id };
    }
}
