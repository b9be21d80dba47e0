using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Staffing;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class AppointmentStaffMapping : IEntityTypeConfiguration<AppointmentStaff>
{
    public void Configure(EntityTypeBuilder<AppointmentStaff> builder)
    {
        builder.HasKey(x => new { x.ClinicId, x.AppointmentId, x.Role, x.StaffId });
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(x => new { x.ClinicId, x.StaffId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(x => new { x.ClinicId, x.StaffId, x.StartsAt }).HasDatabaseName("ix_appointment_staff_staff_starts_at");
    }
}
