using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class TimeRequestMapping : IEntityTypeConfiguration<TimeRequest>
{
    public void Configure(EntityTypeBuilder<TimeRequest> builder)
    {
        builder.HasOne<Patient>().WithMany().HasForeignKey(x => new { x.ClinicId, x.PatientId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Appointment>().WithMany().HasForeignKey(x => new { x.ClinicId, x.AppointmentId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(x => new { x.ClinicId, x.SiteId }).OnDelete(DeleteBehavior.Restrict);
        // A patient who presses twice asks once.
        builder.HasIndex(x => new { x.ClinicId, x.AppointmentId }).IsUnique().HasFilter("state = 'open'").HasDatabaseName("ux_time_requests_open");
        builder.HasIndex(x => new { x.ClinicId, x.CreatedAt, x.Id }).HasDatabaseName("ix_time_requests_created_at");
    }
}
