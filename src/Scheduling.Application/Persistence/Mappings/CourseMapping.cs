using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class CourseMapping : IEntityTypeConfiguration<Course>
{
    public void Configure(EntityTypeBuilder<Course> builder)
    {
        builder.HasOne<Patient>().WithMany().HasForeignKey(x => new { x.ClinicId, x.PatientId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(x => new { x.ClinicId, x.SiteId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Protocol>().WithMany().HasForeignKey(x => new { x.ClinicId, x.ProtocolId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ProtocolVersion>().WithMany().HasForeignKey(x => new { x.ClinicId, x.ProtocolVersionId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(x => x.Targets).StoredAsJson();
        builder.Property(x => x.Coverage).StoredAsJson();
        builder.Property(x => x.Orders).StoredAsJson();
        builder.Property(x => x.ThresholdsFrom).StoredAsJson();
        builder.Property(x => x.Homes).StoredAsJson();
        builder.Property(x => x.Steps).StoredAsJson();
        builder.Property(x => x.Priority).HasPrecision(6, 3);
        builder.HasIndex(x => new { x.ClinicId, x.PatientId, x.Modality })
            .IsUnique()
            .HasFilter("state in ('awaiting_authorization', 'ready', 'active', 'on_hold') and not beside_another")
            .HasDatabaseName(ConstraintNames.OneOpenCourse);
    }
}
