using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Devices;
using Scheduling.Domain.Records;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class MotorThresholdMapping : IEntityTypeConfiguration<MotorThreshold>
{
    public void Configure(EntityTypeBuilder<MotorThreshold> builder)
    {
        builder.HasOne<Course>().WithMany().HasForeignKey(x => new { x.ClinicId, x.CourseId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Appointment>().WithMany().HasForeignKey(x => new { x.ClinicId, x.AppointmentId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Device>().WithMany().HasForeignKey(x => new { x.ClinicId, x.DeviceId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(x => x.PercentOfOutput).HasPrecision(5, 2);
        builder.HasIndex(x => new { x.ClinicId, x.CourseId, x.MeasuredAt, x.Id }).HasDatabaseName("ix_motor_thresholds_course_id");
    }
}
