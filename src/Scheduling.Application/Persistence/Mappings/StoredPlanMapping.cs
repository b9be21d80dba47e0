using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Courses;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class StoredPlanMapping : IEntityTypeConfiguration<StoredPlan>
{
    public void Configure(EntityTypeBuilder<StoredPlan> builder)
    {
        builder.ToTable("plans");
        builder.HasOne<Course>().WithMany().HasForeignKey(x => new { x.ClinicId, x.CourseId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(x => x.Request).HasColumnType("jsonb");
        builder.Property(x => x.Options).HasColumnType("jsonb");
        builder.HasIndex(x => x.ExpiresAt).HasDatabaseName("ix_plans_expires_at");
    }
}
