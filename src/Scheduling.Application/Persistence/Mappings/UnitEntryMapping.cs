using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class UnitEntryMapping : IEntityTypeConfiguration<UnitEntry>
{
    public void Configure(EntityTypeBuilder<UnitEntry> builder)
    {
        builder.HasOne<AuthorizationLine>().WithMany().HasForeignKey(x => new { x.ClinicId, x.LineId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Course>().WithMany().HasForeignKey(x => new { x.ClinicId, x.CourseId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Appointment>().WithMany().HasForeignKey(x => new { x.ClinicId, x.AppointmentId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(x => x.Ordinal).UseIdentityAlwaysColumn();
        builder.HasIndex(x => new { x.ClinicId, x.LineId, x.Ordinal }).HasDatabaseName("ix_unit_entries_line_id");
    }
}
