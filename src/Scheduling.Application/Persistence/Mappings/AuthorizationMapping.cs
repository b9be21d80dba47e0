using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Staffing;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class AuthorizationMapping : IEntityTypeConfiguration<Authorization>
{
    public void Configure(EntityTypeBuilder<Authorization> builder)
    {
        builder.HasOne<Course>().WithMany().HasForeignKey(x => new { x.ClinicId, x.CourseId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Patient>().WithMany().HasForeignKey(x => new { x.ClinicId, x.PatientId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(x => new { x.ClinicId, x.SiteId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Payer>().WithMany().HasForeignKey(x => new { x.ClinicId, x.PayerId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(x => new { x.ClinicId, x.OrderingProviderId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(x => new { x.ClinicId, x.RenderingProviderId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(x => x.SiteIds).StoredAsJson();
        builder.Property(x => x.Documents).StoredAsJson();
        builder.HasIndex(x => new { x.ClinicId, x.CourseId, x.Id }).HasDatabaseName("ix_authorizations_course_id");
        builder.HasIndex(x => new { x.ClinicId, x.CreatedAt, x.Id }).HasDatabaseName("ix_authorizations_created_at");
    }
}
