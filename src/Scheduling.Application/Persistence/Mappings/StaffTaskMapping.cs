using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Tasks;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class StaffTaskMapping : IEntityTypeConfiguration<StaffTask>
{
    public void Configure(EntityTypeBuilder<StaffTask> builder)
    {
        builder.HasOne<Site>().WithMany().HasForeignKey(x => new { x.ClinicId, x.SiteId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Patient>().WithMany().HasForeignKey(x => new { x.ClinicId, x.PatientId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Course>().WithMany().HasForeignKey(x => new { x.ClinicId, x.CourseId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Appointment>().WithMany().HasForeignKey(x => new { x.ClinicId, x.AppointmentId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(x => new { x.ClinicId, x.AssigneeId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(x => new { x.ClinicId, x.DedupeKey }).IsUnique().HasDatabaseName("ux_tasks_dedupe_key");
        builder.HasIndex(x => new { x.ClinicId, x.State, x.DueAt, x.Id }).HasDatabaseName("ix_tasks_state_due_at");
    }
}
