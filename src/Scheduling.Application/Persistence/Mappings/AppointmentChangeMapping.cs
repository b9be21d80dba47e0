using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Appointments;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class AppointmentChangeMapping : IEntityTypeConfiguration<AppointmentChange>
{
    public void Configure(EntityTypeBuilder<AppointmentChange> builder)
    {
        builder.HasOne<Appointment>().WithMany().HasForeignKey(x => new { x.ClinicId, x.AppointmentId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(x => x.Ordinal).UseIdentityAlwaysColumn();
        builder.Property(x => x.Before).HasColumnType("jsonb");
        builder.Property(x => x.After).HasColumnType("jsonb");
    }
}
