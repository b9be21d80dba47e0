using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class UnitClaimMapping : IEntityTypeConfiguration<UnitClaim>
{
    public void Configure(EntityTypeBuilder<UnitClaim> builder)
    {
        builder.HasOne<AuthorizationLine>().WithMany().HasForeignKey(x => new { x.ClinicId, x.LineId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Course>().WithMany().HasForeignKey(x => new { x.ClinicId, x.CourseId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Appointment>().WithMany().HasForeignKey(x => new { x.ClinicId, x.Id }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(x => new { x.ClinicId, x.CourseId, x.Code }).IsUnique().HasFilter("once").HasDatabaseName("ux_unit_claims_once");
        builder.HasIndex(x => new { x.ClinicId, x.CourseId }).HasDatabaseName("ix_unit_claims_course_id");
    }
}
