using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Devices;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class AppointmentMapping : IEntityTypeConfiguration<Appointment>
{
    public void Configure(EntityTypeBuilder<Appointment> builder)
    {
        builder.HasOne<Course>().WithMany().HasForeignKey(x => new { x.ClinicId, x.CourseId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Patient>().WithMany().HasForeignKey(x => new { x.ClinicId, x.PatientId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(x => new { x.ClinicId, x.SiteId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ProtocolVersion>().WithMany().HasForeignKey(x => new { x.ClinicId, x.ProtocolVersionId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Device>().WithMany().HasForeignKey(x => new { x.ClinicId, x.DeviceId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Room>().WithMany().HasForeignKey(x => new { x.ClinicId, x.RoomId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(x => x.Staff).WithOne().HasForeignKey(x => new { x.ClinicId, x.AppointmentId }).OnDelete(DeleteBehavior.Cascade);
        builder.Property(x => x.Override).StoredAsJson();
        builder.Property(x => x.Flags).StoredAsJson();
        builder.HasIndex(x => new { x.ClinicId, x.SiteId, x.StartsAt, x.Id }).HasDatabaseName("ix_appointments_site_starts_at");
        builder.HasIndex(x => new { x.ClinicId, x.PatientId, x.StartsAt }).HasDatabaseName("ix_appointments_patient_starts_at");
        builder.HasIndex(x => new { x.ClinicId, x.CourseId, x.StartsAt }).HasDatabaseName("ix_appointments_course_starts_at");
        builder.ToTable(t => t.HasCheckConstraint("ck_appointments_range", "starts_at < ends_at"));
    }
}
